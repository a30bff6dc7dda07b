import assert from 'node:assert/strict';
import type { JsonValue } from '../../src/core/artifacts.ts';
import type { Values } from '../../src/core/params.ts';
import gradientBoosting from '../../src/models/gradient-boosting.ts';
import type { BoostedTrees } from '../../src/models/_boosting/index.ts';
import { contextOf, honoursModelContract, sampleOf, scoresOf } from '../contracts/model.ts';

type Boosting = Values<typeof gradientBoosting.params>;
const base: Boosting = {
  ...{ rounds: 30, max_depth: 3, learning_rate: 0.2, l2: 1, l1: 0, min_gain: 0, min_child_weight: 1 },
  ...{ min_leaf_rows: 1, row_fraction: 1, feature_fraction: 1, max_bins: 64, early_stopping: undefined },
  ...{ leaves: undefined, objective: undefined, quantile: undefined, delta: undefined },
  ...{ rising: undefined, falling: undefined },
};
const stopping = (validation: number, patience: number, metric: 'loss' | 'ic' = 'loss'): Boosting => ({
  ...base,
  early_stopping: { validation, patience, metric },
});
const NAMES = ['a', 'b', 'c', 'd'];
const trees = (fitted: JsonValue): number => (fitted as { trees: unknown[] }).trees.length;

describe('gradient_boosting', () => {
  honoursModelContract(gradientBoosting, base);
  honoursModelContract(gradientBoosting, { ...base, min_child_weight: 0 }, { task: 'binary' });
  honoursModelContract(gradientBoosting, { ...base, row_fraction: 0.7, feature_fraction: 0.5 });
  honoursModelContract(gradientBoosting, stopping(0.2, 5));

  honoursModelContract(gradientBoosting, { ...base, max_depth: undefined, leaves: 8 });
  honoursModelContract(gradientBoosting, { ...base, objective: 'quantile', quantile: 0.4, rounds: 60 });
  honoursModelContract(gradientBoosting, { ...base, objective: 'huber', delta: 2, rounds: 100 });

  it('asks for a validation share only with early stopping', () => {
    assert.equal(gradientBoosting.validation?.(base), 0);
    assert.equal(gradientBoosting.validation?.(stopping(0.3, 5)), 0.3);
  });

  it('grows all its rounds, and fewer where the validation loss stops falling', () => {
    const noise = { ...sampleOf(200, 4), target: sampleOf(200, 5).columns[0] };
    const patient = { ...stopping(0.2, 10), rounds: 200 };
    assert.equal(trees(gradientBoosting.fit(base, noise, undefined, contextOf(NAMES))), 30);
    const stopped = gradientBoosting.fit(patient, noise, sampleOf(60, 6), contextOf(NAMES));
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

  it('scores classes by their mean, and learns them', () => {
    const sample = sampleOf(400);
    const target = sample.target.map((y) => (y > 3 ? 1 : y < -3 ? -1 : 0));
    const values = { ...base, objective: 'multiclass' as const };
    const fitted = gradientBoosting.fit(values, { ...sample, target }, undefined, contextOf(NAMES));
    const scores = scoresOf(gradientBoosting, fitted, sample.columns);
    assert.ok(scores.every((v) => v >= -1 && v <= 1));
    assert.ok(scores.filter((v, t) => Math.round(v) === target[t]).length > 360);
  });

  it('watches the information coefficient where that is asked', () => {
    const fitted = gradientBoosting.fit(stopping(0.2, 5, 'ic'), sampleOf(300), sampleOf(80, 2), contextOf(NAMES));
    const { history, best_round } = fitted as unknown as BoostedTrees;
    const seen = history.validation ?? [];
    assert.equal(seen.indexOf(Math.max(...seen)) + 1, best_round);
    assert.ok(Math.max(...seen) > 0.8 && Math.max(...seen) <= 1);
  });

  it('never falls with a column that is bound to rise', () => {
    const sample = sampleOf(400);
    const fitted = gradientBoosting.fit({ ...base, falling: ['a'] }, sample, undefined, contextOf(NAMES));
    const at = (a: number): Float64Array =>
      scoresOf(gradientBoosting, fitted, [sample.columns[0].map(() => a), ...sample.columns.slice(1)]);
    const [low, high] = [at(-1), at(1)];
    assert.ok(low.every((v, t) => v >= high[t]));
  });

  it('names constraints that cannot be met', () => {
    const fit = (over: object): unknown =>
      gradientBoosting.fit({ ...base, ...over }, sampleOf(50), undefined, contextOf(NAMES));
    assert.throws(() => fit({ rising: ['z'] }), /"z" is bound to rise or fall, but is no column of the model/);
    assert.throws(() => fit({ rising: ['a'], falling: ['a'] }), /"a" is bound to rise and to fall/);
    assert.deepEqual(
      gradientBoosting.check?.({ ...base, objective: 'quantile', rising: ['a'], falling: ['a'] }).map(({ key }) => key),
      ['quantile', 'falling'],
    );
    assert.deepEqual(
      gradientBoosting.check?.({ ...base, delta: 1 }).map(({ key }) => key),
      ['delta'],
    );
    assert.deepEqual(gradientBoosting.check?.(base), []);
  });

  it('names bounds of leaves that leave no tree a split', () => {
    const fit = (over: object): unknown =>
      gradientBoosting.fit({ ...base, ...over }, sampleOf(50), undefined, contextOf(NAMES));
    assert.throws(() => fit({ min_leaf_rows: 26 }), /min_leaf_rows of 26 leaves no tree a split: .* 50 rows/);
    assert.throws(() => fit({ min_leaf_rows: 16, row_fraction: 0.6 }), /grown on 30 rows/);
    assert.throws(() => fit({ min_child_weight: 25.5 }), /min_child_weight of 25.5 .* sum to 50 at most/);
    fit({ min_leaf_rows: 25, min_child_weight: 25 });
  });

  it('refuses a loss that does not fit the labels', () => {
    const binary = { ...contextOf(NAMES), task: 'binary' as const };
    const values = { ...base, objective: 'huber' as const, delta: 1 };
    assert.throws(
      () => gradientBoosting.fit(values, sampleOf(50), undefined, binary),
      /huber does not fit labels of two/,
    );
  });

  it('goes on from a fit of fewer rounds to the bytes of one long fit', () => {
    const fit = (rounds: number, from?: JsonValue): JsonValue => {
      const context = { ...contextOf(NAMES), ...(from !== undefined && { from }) };
      return gradientBoosting.fit({ ...base, rounds, row_fraction: 0.7 }, sampleOf(200), undefined, context);
    };
    assert.equal(JSON.stringify(fit(30, fit(12))), JSON.stringify(fit(30)));
  });
});
