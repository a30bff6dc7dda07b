import assert from 'node:assert/strict';
import {
  ashaPruner,
  foldOrder,
  hyperbandPruner,
  medianPruner,
  signedRankTail,
  stopsBy,
  wilcoxonPruner,
} from '../../src/search/pruner.ts';
import type { PastTrial, Pruner } from '../../src/search/types.ts';

const done = (index: number, folds: readonly number[], more: Partial<PastTrial> = {}): PastTrial => ({
  index,
  state: 'complete',
  params: {},
  loss: folds.reduce((a, b) => a + b, 0),
  folds,
  ...more,
});

/** Whether a trial with these losses stops, after the trials of a history. */
const stopping =
  (pruner: Pruner) =>
  (folds: readonly number[], history: readonly PastTrial[]): boolean =>
    stopsBy(pruner.rule(history.length, history), folds);

describe('pruners', () => {
  it('all trials of a seed run their folds in one order', () => {
    assert.deepEqual([...foldOrder(3, 9)], [...foldOrder(3, 9)]);
    assert.deepEqual([...foldOrder(3, 9)].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert.notDeepEqual([...foldOrder(3, 9)], [...foldOrder(4, 9)]);
  });

  const five = [1, 2, 3, 4, 5].map((level, i) => done(i, [level, level, level, -100]));

  it('median stops what is worse than the median after as many folds', () => {
    const stops = stopping(medianPruner({ startup: 2, trials: 5 }));
    assert.equal(stops([4, 4], five), true);
    assert.equal(stops([3, 3], five), false);
    assert.equal(stops([2, 2, 2.5], five), false);
  });

  it('median waits for its folds and its complete trials', () => {
    assert.equal(stopping(medianPruner({ startup: 3, trials: 5 }))([9, 9], five), false);
    assert.equal(stopping(medianPruner({ startup: 1, trials: 6 }))([9, 9], five), false);
    assert.equal(
      stopping(medianPruner({ startup: 1, trials: 5 }))(
        [9],
        five.map((t) => ({ ...t, state: 'pending' as const })),
      ),
      false,
    );
  });

  it('median leaves out folds without a loss', () => {
    const stops = stopping(medianPruner({ startup: 1, trials: 5 }));
    assert.equal(stops([NaN, 2], five), false);
    assert.equal(stops([NaN, NaN], five), false);
  });

  it('wilcoxon stops what loses to the best fold by fold', () => {
    const best = done(0, [1, 2, 3, 4, 5, 6], { loss: -1 });
    const stops = stopping(wilcoxonPruner({ startup: 4, p_value: 0.1 }));
    assert.equal(stops([1.1, 2.2, 3.3, 4.4], [best]), true);
    assert.equal(stops([0.9, 1.8, 2.7, 3.6], [best]), false);
    assert.equal(stops([1.1, 2.2, 3.3], [best]), false);
    assert.equal(stops([1.1, 2.2, 3.3, 4.4], []), false);
  });

  it('asha lets the best third of a rung go on, and looks at rungs only', () => {
    const stops = stopping(ashaPruner({ startup: 1, factor: 3 }));
    const six = [1, 2, 3, 4, 5, 6].map((level, i) =>
      done(i, [level, level, level], { state: i > 2 ? 'pruned' : 'complete' }),
    );
    assert.deepEqual(
      [1.5, 2, 2.5].map((loss) => stops([loss], six)), // seven at the rung: two go on
      [false, false, true],
    );
    assert.equal(stops([1, 9], six), false);
    assert.equal(stops([9, 9, 9], six), true);
    assert.equal(stops([9], six.slice(0, 0)), false);
  });

  it('hyperband lets a trial compete within its bracket', () => {
    const pruner = hyperbandPruner({ startup: 1, factor: 3 }, 9);
    const all = Array.from({ length: 60 }, (_, i) => done(i, new Array<number>(9).fill(i)));
    const rungs = Array.from({ length: 60 }, (_, k) => {
      const rule = pruner.rule(60 + k, all);
      return rule?.by === 'limits' ? rule.limits.findIndex((limit) => limit < Infinity) : -1;
    });
    assert.deepEqual([...new Set(rungs)].sort(), [0, 2, 8]);
    const often = (rung: number): number => rungs.filter((r) => r === rung).length;
    assert.ok(often(0) > often(2) && often(2) > often(8));
  });

  it('signed-rank tails are those of the exact table', () => {
    // n = 5, rank sum 15: 1/32; n = 10, rank sum 45: scipy.stats.wilcoxon(..., alternative='greater') = 0.0419921875
    assert.equal(signedRankTail([1, 2, 3, 4, 5]), 1 / 32);
    assert.equal(signedRankTail([-1, 2, 3, -4, -5, 6, 7, 8, 9, 10]), 0.0419921875);
    assert.equal(signedRankTail([0, 0]), 1);
  });
});
