import assert from 'node:assert/strict';
import { compareScores, constantScores, persistentScores } from '../../src/runner/steps/baselines.ts';

const value = Float64Array.of(1, 2, NaN, 4, 5, 6);
const last = Int32Array.of(2, 3, 4, 5, 6, 7);

describe('baselines', () => {
  it('constant says the mean of the train labels that resolve before the boundary', () => {
    const folds = [{ train: { from: 0, to: 3 }, test: { from: 4, to: 6 }, boundary: 4 }];
    assert.deepEqual([...constantScores({ value, last }, folds)], [NaN, NaN, NaN, NaN, 1.5, 1.5]);
  });

  it('persistence says the newest label that has resolved, and none before', () => {
    assert.deepEqual([...persistentScores({ value, last })], [NaN, NaN, 1, 2, 2, 4]);
  });

  it('compares over the rows that all know', () => {
    const label = Float64Array.of(1, -1, 3, NaN);
    const flat = Float64Array.of(0, 0, 0, 0);
    const good = Float64Array.of(1, NaN, 2, 9);
    const [baseline, model] = compareScores(label, [flat, good]);
    assert.deepEqual([baseline.rows, baseline.mse, baseline.over], [2, 5, 0]);
    assert.deepEqual([model.mse, model.over, model.ic], [0.5, 0.9, 1]);
  });
});
