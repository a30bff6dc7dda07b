import assert from 'node:assert/strict';
import { fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import type { BoostedTrees } from '../../../src/models/_boosting/index.ts';
import { params, predictAll, rmse, source, wavy } from './_data.ts';

const one = { ...params, rounds: 1, max_depth: 1, learning_rate: 1, l2: 0 };

/** All numbers of a model; a validation history or not does not matter. */
const bytes = ({ trees, gain }: BoostedTrees): string => JSON.stringify({ trees, gain });

describe('fitBoostedTrees', () => {
  it('learns a planted step', () => {
    const x = Float64Array.from({ length: 100 }, (_, i) => i);
    const target = x.map((value) => (value < 40 ? -1 : 2));
    const model = fitBoostedTrees({ columns: [x], target }, undefined, one, source(1));
    assert.equal(model.trees[0].threshold[0], 39.5);
    assert.ok(rmse(predictAll(model, [x]), target) < 1e-7); // gradients are whole numbers of a unit
  });

  it('starts from the weighted mean label', () => {
    const columns = [Float64Array.of(1, 1, 1)];
    const set = { columns, target: Float64Array.of(1, 2, 6), weight: Float64Array.of(1, 1, 2) };
    const model = fitBoostedTrees(set, undefined, params, source(1));
    assert.deepEqual(model.base_score, [(1 + 2 + 12) / 4]);
    assert.ok(model.trees.every((tree) => tree.feature.length === 1));
  });

  it('takes the gain and leaf values of the formula', () => {
    // labels -3 and 3 twice: g = +-3; s(parent) = 0, s(child) = 6^2 / (2 + 1) = 12; leaf = 0.5 * 6 / 3
    const set = { columns: [Float64Array.of(0, 0, 1, 1)], target: Float64Array.of(-3, -3, 3, 3) };
    const model = fitBoostedTrees(set, undefined, { ...one, learning_rate: 0.5, l2: 1 }, source(1));
    assert.deepEqual(model.gain, [24]);
    assert.deepEqual(model.trees[0].value, [0, -1, 1]);
    assert.deepEqual(model.trees[0].cover, [4, 2, 2]);
  });

  it('learns the side of missing values', () => {
    const x = Float64Array.from({ length: 90 }, (_, i) => (i % 3 === 0 ? NaN : i));
    for (const like of [-1, 1]) {
      const target = x.map((value) => (Number.isNaN(value) ? like : value < 45 ? -1 : 1));
      const model = fitBoostedTrees({ columns: [x], target }, undefined, one, source(1));
      assert.equal(model.trees[0].default_left[0], like === -1 ? 1 : 0);
      assert.ok(rmse(predictAll(model, [x]), target) < 1e-7);
    }
  });

  it('parts missing values from all others where only that matters, infinities included', () => {
    const x = Float64Array.of(NaN, 1, -Infinity, NaN, Infinity, 2);
    const target = x.map((value) => (Number.isNaN(value) ? 1 : 0));
    const model = fitBoostedTrees({ columns: [x], target }, undefined, one, source(1));
    assert.ok(rmse(predictAll(model, [x]), target) < 1e-7);
  });

  it('never splits a constant column or one that is all NaN', () => {
    const { columns, target } = wavy(200, 3);
    const dead = [new Float64Array(200).fill(5), new Float64Array(200).fill(NaN)];
    const model = fitBoostedTrees({ columns: [...dead, ...columns], target }, undefined, params, source(1));
    assert.deepEqual(model.gain.slice(0, 2), [0, 0]);
    assert.ok(model.gain[4] > 0);
  });

  it('scores the train rows as its own boosting did', () => {
    const { columns, target } = wavy(500, 6);
    for (const over of [{}, { row_fraction: 0.5, feature_fraction: 0.5 }]) {
      const model = fitBoostedTrees({ columns, target }, undefined, { ...params, ...over, max_bins: 16 }, source(1));
      assert.equal(rmse(predictAll(model, columns), target), model.history.train.at(-1));
    }
  });

  it('respects min_leaf_rows with and without weights', () => {
    const { columns, target } = wavy(300, 4);
    for (const weight of [undefined, new Float64Array(300).fill(0.25)]) {
      const set = { columns, target, ...(weight && { weight }) };
      const strict = { ...params, min_child_weight: 0, min_leaf_rows: 40 };
      const { trees } = fitBoostedTrees(set, undefined, strict, source(1));
      assert.ok(trees[0].feature.length > 1);
      const least = Math.min(...trees.flatMap((tree) => tree.cover));
      assert.ok(least >= 40 * (weight === undefined ? 1 : 0.25));
    }
  });

  it('takes a weight of 2 as the row twice', () => {
    const { columns, target } = wavy(100, 4);
    const twice = (values: Float64Array): Float64Array => Float64Array.of(...values, ...values);
    const weight = new Float64Array(100).fill(2);
    const weighted = fitBoostedTrees({ columns, target, weight }, undefined, params, source(1));
    const doubled = fitBoostedTrees(
      { columns: columns.map(twice), target: twice(target) },
      undefined,
      params,
      source(1),
    );
    assert.ok(rmse(predictAll(weighted, columns), predictAll(doubled, columns)) < 1e-6);
  });

  it('leaves rows of weight 0 out, whatever their label', () => {
    const { columns, target } = wavy(100, 4);
    const weight = Float64Array.from(target, (_, i) => (i < 80 ? 1 : 0));
    const fits = [NaN, 1e9].map((label) => {
      const changed = target.map((value, i) => (i < 80 ? value : label));
      return bytes(fitBoostedTrees({ columns, target: changed, weight }, undefined, params, source(1)));
    });
    assert.equal(fits[0], fits[1]);
  });

  it('gives the same bytes when a fit runs inside a fit', () => {
    const { columns, target } = wavy(200, 5);
    const fit = (onRound?: () => void): string =>
      bytes(fitBoostedTrees({ columns, target }, undefined, params, source(1), onRound && { onRound }));
    assert.equal(
      fit(() => void fit()),
      fit(),
    );
  });

  it('gives finite leaves where weights differ beyond the digits of a sum', () => {
    const weight = Float64Array.of(1e-30, 1e30, 1e-30, 1e30);
    const set = { columns: [Float64Array.of(1, 2, 3, 4)], target: Float64Array.of(5, 1, -5, 2), weight };
    const model = fitBoostedTrees(set, undefined, { ...params, l2: 0, min_child_weight: 0 }, source(1));
    assert.ok(model.trees.every((tree) => [...tree.value, ...tree.gain, ...tree.cover].every(Number.isFinite)));
  });

  it('takes the derivatives of the log loss', () => {
    // base log(0.5 / 0.5) = 0; g = p - y = +-0.5, h = p (1 - p) = 0.25; leaf = -1 / (0.5 + 1), gain = 2 * 1 / 1.5
    const set = { columns: [Float64Array.of(0, 0, 1, 1)], target: Float64Array.of(0, 0, 1, 1) };
    const fitted = { ...one, objective: 'logistic' as const, l2: 1, min_child_weight: 0 };
    const model = fitBoostedTrees(set, undefined, fitted, source(1));
    assert.deepEqual(model.base_score, [0]);
    assert.deepEqual(model.trees[0].value, [0, -1 / 1.5, 1 / 1.5]);
    assert.ok(Math.abs(model.gain[0] - 2 / 1.5) < 1e-12);
    const loss = Math.log(1 + Math.exp(-1 / 1.5));
    assert.ok(Math.abs(model.history.train[0] - loss) < 1e-12);
    assert.ok(Math.abs(predictAll(model, set.columns)[3] - Math.exp(-loss)) < 1e-12);
  });

  it('learns labels of 0 and 1 as probabilities', () => {
    const { columns, target } = wavy(2000, 4);
    const labels = target.map((value) => (value > 0.5 ? 1 : 0));
    const model = fitBoostedTrees(
      { columns, target: labels },
      undefined,
      { ...params, objective: 'logistic' },
      source(1),
    );
    const predicted = predictAll(model, columns);
    assert.ok(predicted.every((p) => p > 0 && p < 1));
    const right = predicted.filter((p, i) => p > 0.5 === (labels[i] === 1)).length;
    assert.ok(right / labels.length > 0.85);
  });
});

describe('fitBoostedTrees with subsampling', () => {
  const { columns, target } = wavy(400, 8);
  const fit = (seed: number, over = {}): BoostedTrees =>
    fitBoostedTrees({ columns, target }, undefined, { ...params, row_fraction: 0.6, ...over }, source(seed));

  it('depends on the seed and on nothing else', () => {
    assert.equal(bytes(fit(1)), bytes(fit(1)));
    assert.notEqual(bytes(fit(1)), bytes(fit(2)));
  });

  it('grows each tree on the share of the rows', () => {
    assert.ok(fit(1).trees.every((tree) => tree.cover[0] === 240));
  });

  it('grows each tree on the share of the features', () => {
    const used = fit(1, { feature_fraction: 0.25 }).trees.map(
      (tree) => new Set(tree.feature.filter((f) => f >= 0)).size,
    );
    assert.equal(Math.max(...used), 2);
  });
});

describe('fitBoostedTrees refuses', () => {
  const columns = [Float64Array.of(1, 2, 3)];
  const labels = (...values: number[]): Float64Array => Float64Array.from(values);
  const refuses = (set: object, expected: RegExp, over = {}): void =>
    assert.throws(
      () => fitBoostedTrees({ columns, target: labels(1, 2, 3), ...set }, undefined, { ...params, ...over }, source(1)),
      expected,
    );

  it('labels that are not finite numbers', () => {
    refuses({ target: labels(1, NaN, 3) }, /^Error: label of row 1 is NaN$/);
    refuses({ target: labels(1, 2, -Infinity) }, /^Error: label of row 2 is -Infinity$/);
    refuses({ target: labels(1e101, 2, 3) }, /label of row 0 is 1e\+101, beyond the range of gradients/);
  });

  it('labels other than 0 and 1 where the loss is logistic', () => {
    refuses({ target: labels(0, 1, 2) }, /label of row 2 must be 0 or 1, found 2/, { objective: 'logistic' });
  });

  it('weights below 0 or not finite, and weights that are all 0', () => {
    refuses({ weight: labels(1, -1, 1) }, /weight of row 1 is -1/);
    refuses({ weight: labels(1, 1, NaN) }, /weight of row 2 is NaN/);
    refuses({ weight: labels(0, 0, 0) }, /train set has no row with a weight above 0/);
  });

  it('sets without rows, or with lengths that differ', () => {
    refuses({ columns: [labels()], target: labels() }, /train set has no rows/);
    refuses({ target: labels(1, 2) }, /train set has 3 rows and 2 labels/);
    refuses({ weight: labels(1) }, /train set has 3 rows and 1 weights/);
    refuses({ columns: [], target: labels() }, /train set has no columns/);
  });

  it('uneven columns, and bin numbers that do not fit a byte', () => {
    refuses({ columns: [columns[0], labels(1, 2)] }, /column 1 has 2 rows, column 0 has 3/);
    refuses({}, /max_bins must be a whole number from 2 to 255, found 256/, { max_bins: 256 });
  });
});
