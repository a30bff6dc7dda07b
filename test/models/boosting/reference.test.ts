import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import type { BoostingParams } from '../../../src/models/_boosting/index.ts';
import { edgesOf, params, source } from './_data.ts';
import { nest, referenceTrees } from './_reference.ts';
import type { Nested } from './_reference.ts';

function assertSameTree(actual: Nested, expected: Nested, path: string): void {
  const shape = ({ feature, threshold, defaultLeft }: Nested): object => ({ feature, threshold, defaultLeft });
  assert.deepEqual(shape(actual), shape(expected), path);
  for (const key of ['gain', 'value', 'cover', 'rows'] as const) {
    const distance = Math.abs(actual[key] - expected[key]);
    assert.ok(distance <= 1e-9 * (1 + Math.abs(expected[key])), `${path}: ${key} ${actual[key]} != ${expected[key]}`);
  }
  if (expected.left && actual.left) assertSameTree(actual.left, expected.left, `${path}l`);
  if (expected.right && actual.right) assertSameTree(actual.right, expected.right, `${path}r`);
}

const cell = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -4, max: 4 }) },
  { weight: 2, arbitrary: fc.constant(NaN) },
  { weight: 2, arbitrary: fc.double({ min: -4, max: 4, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(-0, 0, Infinity, -Infinity) },
);
const label = fc.integer({ min: -64, max: 64 }).map((value) => value / 8);
const weight = fc.constantFrom(0.5, 1, 1, 2, 3, 0);

const problem = fc
  .record({ rows: fc.integer({ min: 2, max: 60 }), features: fc.integer({ min: 1, max: 6 }) })
  .chain(({ rows, features }) =>
    fc.record({
      columns: fc.array(fc.array(cell, { minLength: rows, maxLength: rows }), {
        minLength: features,
        maxLength: features,
      }),
      target: fc.array(label, { minLength: rows, maxLength: rows }),
      weights: fc.option(fc.array(weight, { minLength: rows, maxLength: rows })),
      // nodes of many rows are searched in tables, those of few by the bins that hold any
      copies: fc.constantFrom(1, 1, 1, 8),
    }),
  );
const over = fc.record({
  rounds: fc.integer({ min: 1, max: 3 }),
  max_depth: fc.integer({ min: 1, max: 4 }),
  l2: fc.constantFrom(0.5, 1, 4),
  l1: fc.constantFrom(0, 0, 0.75),
  gamma: fc.constantFrom(0, 0, 0.5),
  min_child_weight: fc.constantFrom(0, 1, 2.5),
  min_leaf_rows: fc.integer({ min: 1, max: 4 }),
  max_bins: fc.constantFrom(2, 3, 5, 255),
  leaves: fc.constantFrom(undefined, undefined, 2, 4, 9),
  monotone: fc.option(fc.array(fc.constantFrom(-1, 0, 1), { minLength: 6, maxLength: 6 })),
});

describe('fitBoostedTrees against exact greedy search', () => {
  it('grows the same trees by level and by leaf, with ties, missing values, infinities, weights and constraints', () => {
    fc.assert(
      fc.property(problem, over, ({ copies, ...once }, changed) => {
        const repeat = <T>(list: readonly T[]): T[] => Array.from({ length: copies }, () => list).flat();
        const cells = once.columns.map(repeat);
        const labels = repeat(once.target);
        const weights = once.weights && repeat(once.weights);
        const monotone = changed.monotone?.slice(0, cells.length);
        const wanted: BoostingParams = { ...params, ...changed, monotone };
        const columns = cells.map((column) => Float64Array.from(column));
        const target = Float64Array.from(labels);
        if (weights !== null) weights[0] = 1;
        const weighted = weights === null ? {} : { weight: Float64Array.from(weights) };
        const edges = columns.map((column) => edgesOf(column, wanted.max_bins));
        const expected = referenceTrees({ columns, edges, target, weight: weighted.weight }, wanted);
        const model = fitBoostedTrees({ columns, target, ...weighted }, undefined, wanted, source(1));
        model.trees.forEach((tree, k) => assertSameTree(nest(tree), expected[k], `tree ${k} `));
      }),
      { seed: 20, numRuns: 150 },
    );
  });
});
