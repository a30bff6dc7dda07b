import assert from 'node:assert/strict';
import { treeShap } from '../../src/models/_boosting/index.ts';
import type { BoostedTrees } from '../../src/models/_boosting/index.ts';
import { columnOf } from '../../src/runner/columns.ts';
import { foldName } from '../../src/runner/plan.ts';
import { shapRows, spreadOver } from '../../src/runner/shap-drift.ts';
import { textOf } from '../../src/runner/steps/step.ts';
import { SMALL } from '../e2e/_small.ts';
import { outcomeOf } from './_here.ts';

const TREES = SMALL.replace(
  /lin: \{ type: ridge,(.*) \}/,
  'lin: { type: gradient_boosting,$1, rounds: 10, max_depth: 3, learning_rate: 0.1 }',
);

describe('drift of Shapley values', () => {
  it('is the distance between mean sizes over rows spread over the test windows', async () => {
    const outcome = await outcomeOf(TREES);
    const { plan, computed } = outcome;
    const names = plan.columns.get('lin') ?? [];
    const sharesOf = (fold: number): readonly number[] => {
      const { from, to } = plan.folds[fold].test;
      const rows = Array.from({ length: 32 }, (_, i) => from + Math.floor((i * (to - from)) / 32));
      const columns = names.map((name) => Float64Array.from(rows, (t) => columnOf(plan, computed, name)[t]));
      const model = JSON.parse(textOf(computed.array(`models.lin/h4/${foldName(fold)}`, 'model'))) as BoostedTrees;
      const sizes = treeShap(model, columns, 0, 32).values.map((v) => v.reduce((sum, x) => sum + Math.abs(x), 0));
      const total = sizes.reduce((a, b) => a + b, 0);
      return sizes.map((size) => size / total);
    };
    const rows = shapRows(outcome).filter(({ name }) => name === 'lin.h4');
    assert.deepEqual(
      rows.map(({ segment }) => segment),
      plan.folds.slice(1).map(({ index }) => foldName(index)),
    );
    const first = sharesOf(0);
    rows.forEach(({ distance }, k) => {
      const moved = sharesOf(k + 1).reduce((sum, share, i) => sum + Math.abs(share - first[i]) / 2, 0);
      assert.ok(Math.abs(distance - moved) < 1e-12 && distance > 0, `${distance} and ${moved}`);
    });
  });

  it('looks at large models in segments spread from the first to the last', () => {
    const nodes = Array.from({ length: 154 }, (_, k) => k);
    const of = (bytes: number): readonly number[] => spreadOver(nodes, () => bytes);
    assert.deepEqual(of(1e5), nodes);
    assert.deepEqual(of(7e6), [0, 19, 38, 57, 77, 96, 115, 134, 153]);
    assert.deepEqual(of(1e9), [0, 77, 153]);
  });
});
