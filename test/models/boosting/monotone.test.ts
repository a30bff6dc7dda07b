import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compileTrees, fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import type { BoostedTrees, BoostingParams, ObjectiveName } from '../../../src/models/_boosting/index.ts';
import { params, predictAll, source } from './_data.ts';

const LEVELS = 7;
const objectives: readonly ObjectiveName[] = ['squared_error', 'huber', 'quantile', 'logistic', 'multiclass'];

/** Labels that rise with the first feature, fall with the second, move either way with the third, and are noisy. */
function jobOf(seed: number, rows: number, classes: number): { columns: Float64Array[]; target: Float64Array } {
  const rng = source(seed);
  const draw = (): number => (rng.uniform() < 0.1 ? NaN : Math.floor(LEVELS * rng.uniform()));
  const columns = Array.from({ length: 3 }, () => Float64Array.from({ length: rows }, draw));
  const target = Float64Array.from({ length: rows }, (_, i) => {
    const [a, b, c] = columns.map((x) => (Number.isNaN(x[i]) ? 3 : x[i]));
    return a - b + 4 * Math.sin(c) + 9 * (rng.uniform() - 0.5);
  });
  if (classes === 0) return { columns, target };
  return { columns, target: target.map((y) => Math.max(0, Math.min(classes - 1, Math.floor(y / 3) + 1))) };
}

const classesOf = (objective: ObjectiveName): number => ({ logistic: 2, multiclass: 4 })[objective as string] ?? 0;

/** Predictions along one feature, the others as in the given row. */
function along(model: BoostedTrees, feature: number, row: readonly number[]): Float64Array {
  const columns = row.map((value, f) => new Float64Array(LEVELS).map((_, i) => (f === feature ? i : value)));
  return predictAll(model, columns);
}

const job = fc.record({
  objective: fc.constantFrom(...objectives),
  seed: fc.nat(1e6),
  rows: fc.integer({ min: 20, max: 200 }),
  monotone: fc.tuple(fc.constantFrom(-1, 1), fc.constantFrom(-1, 0, 1), fc.constantFrom(-1, 0, 1)),
  leaves: fc.constantFrom(undefined, 6),
  quantile: fc.constantFrom(0.1, 0.5, 0.8),
  l1: fc.constantFrom(0, 1),
  scale: fc.constantFrom(1e-3, 1, 1e3),
  weighted: fc.boolean(),
});

describe('monotone constraints', () => {
  it('hold for every objective, with missing values, ties and weights, by level and by leaf', () => {
    fc.assert(
      fc.property(job, ({ objective, seed, rows, monotone, scale, weighted, quantile, ...rest }) => {
        const { columns, target } = jobOf(seed, rows, classesOf(objective));
        if (classesOf(objective) > 0 && new Set(target).size < 2) return;
        const labels = classesOf(objective) > 0 ? target : target.map((y) => y * scale);
        const weight = weighted ? target.map((_, i) => 1 + (i % 3)) : undefined;
        const wanted: BoostingParams = { ...params, ...rest, objective, quantile, monotone, rounds: 6 };
        const model = fitBoostedTrees(
          { columns, target: labels, ...(weight && { weight }) },
          undefined,
          wanted,
          source(1),
        );
        for (let i = 0; i < 12; i++) {
          const row = columns.map((x) => x[(i * 7) % rows]);
          monotone.forEach((direction, feature) => {
            const found = along(model, feature, row);
            const slack = 1e-12 * Math.max(1, scale) * 10;
            found.forEach((value, k) => {
              if (k > 0)
                assert.ok(direction * (value - found[k - 1]) >= -slack, `${objective} ${feature}: ${found.join(' ')}`);
            });
          });
        }
      }),
      { seed: 31, numRuns: 60 },
    );
  });

  for (const objective of objectives) {
    it(`${objective}: learns what moves the right way, and nothing from what moves the wrong way`, () => {
      const { columns, target } = jobOf(5, 400, classesOf(objective));
      const fit = (monotone?: readonly number[]): BoostedTrees =>
        fitBoostedTrees(
          { columns, target },
          undefined,
          { ...params, objective, quantile: 0.5, rounds: 30, ...(monotone && { monotone }) },
          source(1),
        );
      const loss = (model: BoostedTrees): number => model.history.train[29];
      const [free, right, wrong] = [fit(), fit([1, -1, 0]), fit([-1, 1, 0])].map(loss);
      assert.ok(free < right && right < wrong, `${free} ${right} ${wrong}`);
      assert.deepEqual(
        fit([-1, 1, 0])
          .gain.slice(0, 2)
          .map((gain) => gain < fit().gain[0] / 4),
        [true, true],
      );
    });
  }

  it('let the leaves of a quantile loss lie as far apart as their rows do, whatever the scale of the label', () => {
    const { columns, target } = jobOf(5, 400, 0);
    const lossAt = (scale: number): number => {
      const set = { columns, target: target.map((y) => y * scale) };
      const wanted: BoostingParams = { ...params, objective: 'quantile', quantile: 0.5, monotone: [1, -1, 0] };
      return (fitBoostedTrees(set, undefined, wanted, source(1)).history.train[19] ?? NaN) / scale;
    };
    // powers of 2: the same trees
    assert.equal(lossAt(2 ** -10), lossAt(1));
    assert.equal(lossAt(2 ** 10), lossAt(1));
  });

  it('of several classes let the outer ones alone move with a bound column', () => {
    const { columns, target } = jobOf(5, 400, 4);
    const monotone = [1, -1, 0];
    const model = fitBoostedTrees(
      { columns, target },
      undefined,
      { ...params, objective: 'multiclass', monotone },
      source(1),
    );
    const scores = (x: number): Float64Array =>
      compileTrees(model).scores(
        [0, 1, 2].map((f) => Float64Array.of(f === 0 ? x : 3)),
        0,
        1,
      );
    const [low, high] = [scores(0), scores(6)];
    assert.ok(high[0] < low[0] && high[3] > low[3]);
    assert.deepEqual(high.slice(1, 3), low.slice(1, 3));
  });
});
