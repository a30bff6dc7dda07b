import assert from 'node:assert/strict';
import type { JsonValue } from '../../src/core/artifacts.ts';
import type { FitContext, Model, Sample } from '../../src/core/contracts/model.ts';
import type { Task } from '../../src/core/contracts/label.ts';
import type { Params, Values } from '../../src/core/params.ts';
import { streamOf } from '../../src/core/rng.ts';

export const contextOf = (names: readonly string[], cancelled: () => boolean = () => false): FitContext => ({
  rng: streamOf(7, 'models', 'test'),
  cancelled,
  names,
});

const NAMES = ['a', 'b', 'c', 'd'];

/** Four columns of unlike scale, the last constant, and labels of the first three plus noise. */
export function sampleOf(rows: number, seed = 1): Sample {
  const rng = streamOf(seed, 'sample');
  const [scales, centres] = [
    [1, 0.001, 500],
    [0, 5, 30_000],
  ];
  const columns = scales.map((scale, i) =>
    Float64Array.from({ length: rows }, () => centres[i] + scale * rng.normal()),
  );
  const target = Float64Array.from(columns[0], (a, t) => {
    return 3 * a - 2000 * (columns[1][t] - 5) + (columns[2][t] > 30_000 ? 4 : -4) + rng.normal();
  });
  return { rows, columns: [...columns, new Float64Array(rows).fill(0.1)], target };
}

export function scoresOf<P extends Params>(
  model: Model<P>,
  fitted: JsonValue,
  columns: readonly Float64Array[],
): Float64Array {
  const out = new Float64Array(columns[0].length);
  model.load(fitted).predict(columns, 0, out.length, out, 0);
  return out;
}

const bytes = (x: Float64Array): string => Buffer.from(x.buffer, x.byteOffset, x.byteLength).toString('hex');
const withCell = (x: Float64Array, row: number, value: number): Float64Array =>
  x.map((v, t) => (t === row ? value : v));

/** The same with the second column upside down, so that the label rises with all columns. */
const turned = (sample: Sample): Sample => ({
  ...sample,
  columns: sample.columns.map((x, i) => (i === 1 ? x.map((v) => 10 - v) : x)),
});

/** What every model owes, fitted on labels of its task. A baseline need not learn. */
export function honoursModelContract<P extends Params>(
  model: Model<P>,
  values: Values<P>,
  { task = model.tasks[0], learns = true, rising = false }: { task?: Task; learns?: boolean; rising?: boolean } = {},
): void {
  const binary = task === 'binary';
  const sample = (rows: number, seed?: number): Sample => {
    const drawn = rising ? turned(sampleOf(rows, seed)) : sampleOf(rows, seed);
    return binary ? { ...drawn, target: drawn.target.map((y) => (y > 0 ? 1 : 0)) } : drawn;
  };
  const train = sample(300);
  const tail = (model.validation?.(values) ?? 0) > 0 ? sample(80, 2) : undefined;
  const fit = (on: Sample = train): JsonValue => model.fit(values, on, tail, { ...contextOf(NAMES), task });
  const { columns } = sample(50, 3);

  describe('model contract', () => {
    it('fits the same bytes again', () => {
      assert.equal(JSON.stringify(fit()), JSON.stringify(fit()));
    });

    it('scores the same bytes after a round trip through its text', () => {
      const fitted = fit();
      const again = JSON.parse(JSON.stringify(fitted)) as JsonValue;
      assert.equal(JSON.stringify(again), JSON.stringify(fitted));
      assert.equal(bytes(scoresOf(model, again, columns)), bytes(scoresOf(model, fitted, columns)));
    });

    it('scores a row alone as it scores it among others, and writes no other row', () => {
      const fitted = fit();
      const all = scoresOf(model, fitted, columns);
      const out = new Float64Array(54).fill(-1);
      const predictor = model.load(fitted);
      for (let t = 3; t < 40; t++) predictor.predict(columns, t, t + 1, out, t + 2);
      assert.equal(bytes(out.slice(5, 42)), bytes(all.slice(3, 40)));
      assert.ok([...out.slice(0, 5), ...out.slice(42)].every((v) => v === -1));
    });

    it('writes neither its train rows nor the rows it scores', () => {
      const before = JSON.stringify([train.columns, train.target, columns].map(String));
      scoresOf(model, fit(), columns);
      assert.equal(JSON.stringify([train.columns, train.target, columns].map(String)), before);
    });

    if (learns) {
      it('learns: it halves the error of the mean label', () => {
        const scores = scoresOf(model, fit(), train.columns);
        const mean = train.target.reduce((sum, y) => sum + y, 0) / train.rows;
        const squares = (guess: (t: number) => number): number =>
          train.target.reduce((sum, y, t) => sum + (y - guess(t)) * (y - guess(t)), 0);
        assert.ok(squares((t) => scores[t]) < 0.5 * squares(() => mean));
      });
    }

    it('refuses labels that are NaN or infinite', () => {
      for (const wrong of [NaN, Infinity, -Infinity]) {
        assert.throws(() => fit({ ...train, target: withCell(train.target, 17, wrong) }), /label of row 17/);
      }
    });

    if (!binary) {
      it('scores the label where all labels are alike', () => {
        const scores = scoresOf(model, fit({ ...train, target: new Float64Array(300).fill(2.5) }), columns);
        assert.ok(scores.every((v) => Math.abs(v - 2.5) < 1e-12));
      });
    }

    it(model.accepts_nan ? 'scores rows with a NaN' : 'scores NaN exactly where a value is NaN or infinite', () => {
      const fitted = fit();
      const holed = columns.map((x, i) => withCell(x, 10 + i, i % 2 === 0 ? NaN : Infinity));
      const scores = scoresOf(model, fitted, holed);
      scores.forEach((v, t) => {
        assert.equal(Number.isNaN(v), !model.accepts_nan && t >= 10 && t < 14);
      });
      const [whole, other] = [scoresOf(model, fitted, columns), scores];
      assert.equal(bytes(other.slice(14)), bytes(whole.slice(14)));
    });

    if (model.contributions !== undefined) {
      it('states the size of Shapley values per column, the most for the one that weighs most, 0 for the constant one', () => {
        const { values: parts = [] } = model.contributions?.(fit(), train.columns, 0, train.rows) ?? {};
        const sizes = parts.map((x) => x.reduce((sum, v) => sum + Math.abs(v), 0));
        assert.equal(sizes.length, 4);
        assert.ok(sizes.slice(0, 3).every((v) => v > 0) && sizes[3] === 0);
        assert.equal(sizes.indexOf(Math.max(...sizes)), 2);
      });

      if (!binary) {
        it('has Shapley values that add up to the score', () => {
          const fitted = fit();
          const scores = scoresOf(model, fitted, columns);
          const { base, values: parts } = model.contributions!(fitted, columns, 0, 50);
          scores.forEach((score, t) => {
            const sum = parts.reduce((total, x) => total + x[t], base);
            assert.ok(Math.abs(sum - score) < 1e-8 * Math.max(1, Math.abs(score)), `${sum} ${score}`);
          });
        });
      }
    }

    if (model.importance !== undefined) {
      it('states one importance per column, 0 for the constant one', () => {
        const importance = model.importance?.(fit()) ?? [];
        assert.equal(importance.length, 4);
        assert.ok(importance.slice(0, 3).every((v) => v > 0) && importance[3] === 0);
      });
    }
  });
}
