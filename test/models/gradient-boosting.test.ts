import assert from 'node:assert/strict';
import type { JsonValue } from '../../src/core/artifacts.ts';
import type { Values } from '../../src/core/params.ts';
import gradientBoosting from '../../src/models/gradient-boosting.ts';
import { contextOf, honoursModelContract, sampleOf } from '../contracts/model.ts';

type Boosting = Values<typeof gradientBoosting.params>;
const base: Boosting = {
  ...{ rounds: 30, max_depth: 3, learning_rate: 0.2, l2: 1, l1: 0, min_gain: 0, min_child_weight: 1 },
  ...{ min_leaf_rows: 1, row_fraction: 1, feature_fraction: 1, max_bins: 64, early_stopping: undefined },
};
const NAMES = ['a', 'b', 'c', 'd'];
const trees = (fitted: JsonValue): number => (fitted as { trees: unknown[] }).trees.length;

describe('gradient_boosting', () => {
  honoursModelContract(gradientBoosting, base);
  honoursModelContract(gradientBoosting, { ...base, min_child_weight: 0 }, { task: 'binary' });
  honoursModelContract(gradientBoosting, { ...base, row_fraction: 0.7, feature_fraction: 0.5 });
  honoursModelContract(gradientBoosting, { ...base, early_stopping: { validation: 0.2, patience: 5 } });

  it('asks for a validation share only with early stopping', () => {
    assert.equal(gradientBoosting.validation?.(base), 0);
    assert.equal(gradientBoosting.validation?.({ ...base, early_stopping: { validation: 0.3, patience: 5 } }), 0.3);
  });

  it('grows all its rounds, and fewer where the validation loss stops falling', () => {
    const noise = { ...sampleOf(200, 4), target: sampleOf(200, 5).columns[0] };
    const stopping = { ...base, rounds: 200, early_stopping: { validation: 0.2, patience: 10 } };
    assert.equal(trees(gradientBoosting.fit(base, noise, undefined, contextOf(NAMES))), 30);
    const stopped = gradientBoosting.fit(stopping, noise, sampleOf(60, 6), contextOf(NAMES));
    assert.ok(trees(stopped) < 200);
  });

  it('calls min_gain what the engine calls gamma', () => {
    const fitted = gradientBoosting.fit({ ...base, min_gain: 1e9 }, sampleOf(200), undefined, contextOf(NAMES));
    assert.deepEqual(gradientBoosting.importance?.(fitted), [0, 0, 0, 0]);
  });

  it('stops between rounds when the run is cancelled', () => {
    let asked = 0;
    const context = contextOf(NAMES, () => ++asked > 3);
    assert.throws(() => gradientBoosting.fit(base, sampleOf(200), undefined, context), /stopped before round/);
    assert.equal(asked, 4);
  });
});
