import assert from 'node:assert/strict';
import { Refusal } from '../../src/core/problem.ts';
import { bestTrial, judge, rankTrials } from '../../src/search/constraints.ts';

const metrics = [
  { name: 'sharpe_daily', value: 1.5 },
  { name: 'trades', value: 80 },
  { name: 'max_drawdown', value: -0.2 },
  { name: 'sortino', value: null, withheld: 'under 14 days (3)' },
];
const sharpe = [{ metric: 'sharpe_daily', direction: 'maximize' }] as const;
const trial = (index: number, loss: number, violation = 0, state = 'complete') => ({
  index,
  state,
  losses: [loss],
  violation,
});

describe('constraints', () => {
  it('turns the sign of what is maximized', () => {
    assert.deepEqual(judge(metrics, sharpe), { values: [1.5], losses: [-1.5], missed: [], violation: 0 });
  });

  it('says which bound is missed and by how much', () => {
    const { missed, violation } = judge(metrics, sharpe, { trades: { min: 100 }, max_drawdown: { min: -0.3 } });
    assert.deepEqual(missed, [{ metric: 'trades', bound: 'min', limit: 100, found: 80 }]);
    assert.equal(violation, 0.2);
  });

  it('a withheld constraint is missed, a withheld objective leaves no values', () => {
    assert.equal(judge(metrics, sharpe, { sortino: { min: 1 } }).violation, Infinity);
    const judged = judge(metrics, [{ metric: 'sortino', direction: 'maximize' }]);
    assert.deepEqual([judged.values, judged.withheld], [null, 'sortino: under 14 days (3)']);
  });

  it('refuses an unknown metric with a proposal', () => {
    assert.throws(
      () => judge(metrics, [{ metric: 'sharp_daily', direction: 'maximize' }], { trade: { min: 1 } }),
      (error) =>
        error instanceof Refusal &&
        error.problems.length === 2 &&
        error.problems[0].hint === 'did you mean "sharpe_daily"?',
    );
  });

  it('never ranks an infeasible trial above a feasible one', () => {
    const ranked = rankTrials([
      trial(0, -9, 0.5),
      trial(1, -1),
      trial(2, -8, 0.1),
      trial(3, -2),
      trial(4, -99, 0, 'pruned'),
    ]);
    assert.deepEqual(
      ranked.map(({ index }) => index),
      [3, 1, 2, 0],
    );
  });

  it('gives equal trials to the earlier one, and none where none is feasible', () => {
    assert.equal(bestTrial([trial(5, -1), trial(2, -1)])?.index, 2);
    assert.equal(bestTrial([trial(5, -1, Infinity)]), undefined);
  });
});
