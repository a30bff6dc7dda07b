import assert from 'node:assert/strict';
import xgboost from '../../src/models/xgboost.ts';
import { sampleOf } from '../contracts/model.ts';
import { contextOf } from '../contracts/model.ts';
import { honoursNativeContract, needsItsLibrary } from './_native.ts';

const VALUES = {
  rounds: 60,
  learning_rate: 0.1,
  l1: 0,
  l2: 1,
  min_gain: 0,
  row_fraction: 1,
  feature_fraction: 1,
  early_stopping: undefined,
  max_depth: 4,
  leaves: undefined,
  min_child_weight: 1,
  max_bins: 256,
};

describe('xgboost', () => {
  needsItsLibrary(xgboost, VALUES);

  it('refuses an infinite feature, which the library has no word for', () => {
    const sample = sampleOf(50);
    const columns = sample.columns.map((x, c) => x.map((v, t) => (c === 2 && t === 9 ? Infinity : v)));
    const fit = (): unknown => xgboost.fit(VALUES, { ...sample, columns }, undefined, contextOf(['a', 'b', 'c', 'd']));
    assert.throws(fit, /column "c" holds an infinite value/);
  });

  it('refuses trees that nothing limits', () => {
    assert.equal(xgboost.check?.({ ...VALUES, max_depth: 0 }).length, 1);
    assert.equal(xgboost.check?.({ ...VALUES, max_depth: 0, leaves: 31 }).length, 0);
  });

  describe('with its library', () => honoursNativeContract(xgboost, VALUES));
});
