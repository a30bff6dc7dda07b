import assert from 'node:assert/strict';
import type { Values } from '../../src/core/params.ts';
import randomForest from '../../src/models/random-forest.ts';
import { contextOf, honoursModelContract, sampleOf, scoresOf } from '../contracts/model.ts';

type Forest = Values<typeof randomForest.params>;
const base: Forest = { trees: 30, max_depth: 6, min_leaf_rows: 1, row_fraction: 1, feature_fraction: 1, max_bins: 64 };
const NAMES = ['a', 'b', 'c', 'd'];

describe('random_forest', () => {
  honoursModelContract(randomForest, base);
  honoursModelContract(randomForest, base, { task: 'binary' });
  honoursModelContract(randomForest, { ...base, row_fraction: 0.6, feature_fraction: 0.75, min_leaf_rows: 3 });

  it('scores within the range of the labels', () => {
    const train = sampleOf(300);
    const scores = scoresOf(
      randomForest,
      randomForest.fit(base, train, undefined, contextOf(NAMES)),
      sampleOf(100, 5).columns,
    );
    assert.ok(Math.max(...scores) <= Math.max(...train.target) && Math.min(...scores) >= Math.min(...train.target));
  });

  it('grows leaves of one row where depth allows: a lone tree nearly repeats its labels', () => {
    const train = sampleOf(200);
    const fitted = randomForest.fit(
      { ...base, trees: 60, max_depth: 20, max_bins: 255 },
      train,
      undefined,
      contextOf(NAMES),
    );
    const scores = scoresOf(randomForest, fitted, train.columns);
    const total = train.target.reduce((sum, y) => sum + y * y, 0);
    const left = train.target.reduce((sum, y, t) => sum + (y - scores[t]) * (y - scores[t]), 0);
    assert.ok(left < 0.1 * total);
  });

  it('heeds weights: rows of weight 0 take no part', () => {
    const train = sampleOf(300);
    const half = train.target.map((_, t) => (t < 150 ? 1 : 0));
    const wild = train.target.map((y, t) => (t < 150 ? y : 1e6));
    const scores = scoresOf(
      randomForest,
      randomForest.fit(base, { ...train, target: wild, weight: half }, undefined, contextOf(NAMES)),
      train.columns,
    );
    assert.ok(scores.every((v) => Math.abs(v) < 100));
  });

  it('stops between trees when the run is cancelled', () => {
    let asked = 0;
    assert.throws(
      () =>
        randomForest.fit(
          base,
          sampleOf(100),
          undefined,
          contextOf(NAMES, () => ++asked > 3),
        ),
      /before tree 4 of 30/,
    );
  });
});
