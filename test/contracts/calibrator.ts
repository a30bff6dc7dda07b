import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonValue } from '../../src/core/artifacts.ts';
import type { Calibrator } from '../../src/core/contracts/calibrator.ts';
import type { Params, Values } from '../../src/core/params.ts';

export interface CalibratorContract {
  /** `up`: a higher score is never worth less. `either`: the map rises or falls, but does not turn. */
  readonly monotone: 'up' | 'either';
  /** Scores that the calibrator takes: probabilities, or any number. */
  readonly scores: 'probability' | 'any';
}

const RUNS = { numRuns: 60 };

/** Samples with ties, of both classes where the labels are classes. */
function samples(scores: CalibratorContract['scores'], binary: boolean): fc.Arbitrary<[Float64Array, Float64Array]> {
  const score =
    scores === 'probability'
      ? fc.integer({ min: 0, max: 64 }).map((n) => n / 64)
      : fc.integer({ min: -300, max: 300 }).map((n) => n / 7);
  const label = binary ? fc.integer({ min: 0, max: 1 }) : fc.integer({ min: -900, max: 900 }).map((n) => n / 3);
  return fc.array(fc.tuple(score, label), { minLength: 2, maxLength: 60 }).map((rows) => {
    if (binary) [rows[0][1], rows[1][1]] = [0, 1];
    return [Float64Array.from(rows, ([s]) => s), Float64Array.from(rows, ([, y]) => y)];
  });
}

/** What every calibrator owes. */
export function honoursCalibratorContract<P extends Params>(
  calibrator: Calibrator<P>,
  values: Values<P>,
  { monotone, scores }: CalibratorContract,
): void {
  const binary = !calibrator.tasks.includes('regression');
  const holds = (fact: (fitted: JsonValue, score: Float64Array, label: Float64Array) => void): void => {
    const run = ([score, label]: [Float64Array, Float64Array]): void =>
      fact(calibrator.fit(values, score.slice(), label.slice()), score, label);
    fc.assert(fc.property(samples(scores, binary), run), RUNS);
  };
  const grid = Array.from({ length: 401 }, (_, i) => (scores === 'probability' ? i / 400 : (i - 200) / 3));

  describe('calibrator contract', () => {
    it(monotone === 'up' ? 'never turns the order of scores round' : 'rises or falls, and does not turn', () => {
      holds((fitted, score) => {
        const map = calibrator.load(fitted);
        const y = [...grid, ...score].sort((a, b) => a - b).map(map);
        const rises = y.every((v, i) => i === 0 || v >= y[i - 1]);
        assert.ok(rises || (monotone === 'either' && y.every((v, i) => i === 0 || v <= y[i - 1])));
      });
    });

    // quantiles of the labels, by which they are clipped, know no weights
    const clips = ((values as { winsorize?: number }).winsorize ?? 0) > 0;
    if (!clips)
      it('takes a row of weight 2 for two rows', () => {
        const run = ([score, label]: [Float64Array, Float64Array]): void => {
          const twice = (x: Float64Array): Float64Array => Float64Array.from([...x, x[0], x[1]]);
          const weight = new Float64Array(score.length).map((_, t) => (t < 2 ? 2 : 1));
          const once = calibrator.load(calibrator.fit(values, score, label, weight));
          const all = calibrator.load(calibrator.fit(values, twice(score), twice(label)));
          for (const s of grid) assert.ok(Math.abs(once(s) - all(s)) <= 1e-6 * Math.max(1, Math.abs(all(s))));
        };
        fc.assert(fc.property(samples(scores, binary), run), RUNS);
      });

    it('maps the same after a round trip through its text', () => {
      holds((fitted) => {
        const [map, again] = [fitted, JSON.parse(JSON.stringify(fitted)) as JsonValue].map(calibrator.load);
        for (const s of grid) assert.equal(map(s), again(s));
      });
    });

    it('fits the same bytes again and writes no input', () => {
      holds((fitted, score, label) => {
        const before = [score.slice(), label.slice()];
        assert.equal(JSON.stringify(calibrator.fit(values, score, label)), JSON.stringify(fitted));
        assert.deepEqual([score, label], before);
      });
    });

    it('keeps NaN and gives a number for any other score', () => {
      holds((fitted) => {
        const map = calibrator.load(fitted);
        assert.ok(Number.isNaN(map(NaN)));
        assert.ok([...grid, 1e6, -1e6].every((s) => Number.isFinite(map(s))));
      });
    });

    it('stays within the labels that it has seen, or within (0, 1) for classes', () => {
      holds((fitted, score, label) => {
        const map = calibrator.load(fitted);
        if (binary) assert.ok(grid.every((s) => map(s) > 0 && map(s) < 1));
        else if (scores === 'any') {
          const mean = score.reduce((sum, s) => sum + map(s), 0) / score.length;
          assert.ok(mean >= Math.min(...label) - 1e-9 && mean <= Math.max(...label) + 1e-9);
        }
      });
    });

    it('refuses no rows, and rows that are not finite', () => {
      const fit = (score: number[], label: number[]) => () =>
        calibrator.fit(values, Float64Array.from(score), Float64Array.from(label));
      assert.throws(fit([], []), /no rows/);
      assert.throws(fit([0.1, Infinity, 0.3], [0, 1, 1]), /row 1 has score Infinity/);
      assert.throws(fit([0.1, 0.2, 0.3], [0, 1, -Infinity]), /row 2 has score 0.3 and label -Infinity/);
    });
  });
}
