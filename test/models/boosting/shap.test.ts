import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compileTrees, fitBoostedTrees, shapImportance, treeShap } from '../../../src/models/_boosting/index.ts';
import type { BoostedTree, BoostedTrees } from '../../../src/models/_boosting/index.ts';
import { gaussLegendre } from '../../../src/models/_boosting/shap.ts';
import { params, source, wavy } from './_data.ts';

/** Score of a tree when only the columns of a set are known: other splits take both sides by their cover. */
function expected(tree: BoostedTree, x: readonly number[], known: ReadonlySet<number>, id = 0): number {
  const feature = tree.feature[id];
  if (feature < 0) return tree.value[id];
  const below = (child: number): number => expected(tree, x, known, child);
  if (!known.has(feature)) {
    const [left, right] = [tree.left[id], tree.right[id]];
    return (tree.cover[left] * below(left) + tree.cover[right] * below(right)) / tree.cover[id];
  }
  const isLeft = Number.isNaN(x[feature]) ? tree.default_left[id] === 1 : x[feature] < tree.threshold[id];
  return below(isLeft ? tree.left[id] : tree.right[id]);
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** Shapley value by its definition: over all subsets of the other columns. */
function bruteForce(model: BoostedTrees, x: readonly number[], feature: number): number {
  const others = x.map((_, f) => f).filter((f) => f !== feature);
  let sum = 0;
  for (let mask = 0; mask < 1 << others.length; mask++) {
    const known = new Set(others.filter((_, k) => (mask >> k) & 1));
    const weight = (factorial(known.size) * factorial(x.length - known.size - 1)) / factorial(x.length);
    for (const tree of model.trees) {
      const [without, withIt] = [known, new Set([...known, feature])].map((set) => expected(tree, x, set));
      sum += weight * (withIt - without);
    }
  }
  return sum;
}

const fitted = (over: object, seed = 1): { model: BoostedTrees; columns: Float64Array[] } => {
  const { columns, target } = wavy(150, 5, seed);
  return {
    model: fitBoostedTrees({ columns, target }, undefined, { ...params, rounds: 3, ...over }, source(1)),
    columns,
  };
};

describe('treeShap', () => {
  it('is the Shapley value by its definition, for trees by level and by leaf, with missing values', () => {
    const over = fc.record({
      max_depth: fc.integer({ min: 1, max: 6 }),
      leaves: fc.option(fc.integer({ min: 2, max: 12 }), { nil: undefined }),
      max_bins: fc.constantFrom(3, 20),
      min_child_weight: fc.constantFrom(0, 5),
    });
    fc.assert(
      fc.property(over, fc.integer({ min: 1, max: 50 }), (changed, seed) => {
        const { model, columns } = fitted(changed, seed);
        const { values } = treeShap(model, columns, 10, 14);
        for (let row = 10; row < 14; row++) {
          const x = columns.map((column) => column[row]);
          x.forEach((_, f) => {
            const distance = Math.abs(values[f][row - 10] - bruteForce(model, x, f));
            assert.ok(distance < 1e-12, `column ${f} of row ${row} differs by ${distance}`);
          });
        }
      }),
      { seed: 31, numRuns: 20 },
    );
  });

  it('sums to the raw score, for deep trees and every class', () => {
    const { columns, target } = wavy(400, 12, 3);
    const classes = target.map((y) => (y > 0.6 ? 1 : y < 0 ? -1 : 0));
    for (const [labels, over] of [
      [target, { max_depth: 12, min_child_weight: 0, rounds: 5 }],
      [classes, { objective: 'multiclass' as const, min_child_weight: 0, rounds: 5 }],
    ] as const) {
      const model = fitBoostedTrees({ columns, target: labels }, undefined, { ...params, ...over }, source(1));
      const outputs = model.base_score.length;
      const scores = compileTrees(model).scores(columns, 0, 400);
      for (let output = 0; output < outputs; output++) {
        const { base, values } = treeShap(model, columns, 0, 400, output);
        for (let row = 0; row < 400; row++) {
          const sum = values.reduce((total, column) => total + column[row], base);
          assert.ok(Math.abs(sum - scores[row * outputs + output]) < 1e-12);
        }
      }
    }
  });

  it('gives a column that no tree splits nothing', () => {
    const { model, columns } = fitted({});
    const wider = { ...model, features: 6, gain: [...model.gain, 0] };
    const { values } = treeShap(wider, [...columns, columns[0]], 0, 20);
    assert.ok(values[5].every((v) => v === 0));
    assert.ok(shapImportance({ base: 0, values })[0] > 0);
  });

  it('integrates polynomials of degree 2n - 1 exactly', () => {
    for (const n of [1, 2, 3, 6, 20]) {
      const { at, weight } = gaussLegendre(n);
      for (let degree = 0; degree < 2 * n; degree++) {
        const sum = at.reduce((total, x, k) => total + weight[k] * x ** degree, 0);
        assert.ok(Math.abs(sum - 1 / (degree + 1)) < 1e-14);
      }
    }
  });

  it('names columns that are not those of the model, and trees without cover', () => {
    const { model, columns } = fitted({});
    assert.throws(() => treeShap(model, columns.slice(1), 0, 1), /found 4 columns, the model has 5/);
    const bare = { ...model, trees: model.trees.map((tree) => ({ ...tree, cover: tree.cover.map(() => 0) })) };
    assert.throws(() => treeShap(bare, columns, 0, 1), /does not say how many rows its nodes have/);
  });
});
