import assert from 'node:assert/strict';
import { streamOf } from '../../src/core/rng.ts';
import { adviceOf } from '../../src/search/analysis/advice.ts';
import { againstDefault } from '../../src/search/analysis/default.ts';
import { cellsOf, placeOf, shownAt } from '../../src/search/analysis/encoded.ts';
import type { Seen } from '../../src/search/analysis/encoded.ts';
import { contourOf, plateauOf, regionsOf, slicesOf } from '../../src/search/analysis/landscape.ts';
import { turnoverBands } from '../../src/search/analysis/turnover.ts';
import { conflictOf } from '../../src/search/constraints.ts';
import { pointOf, spaceOf } from '../../src/search/space.ts';

const space = spaceOf(
  { x: { low: 0, high: 1 }, step: { low: 2, high: 8, step: 2 }, rate: { low: '1bps', high: '100bps', log: true } },
  (path) => path === 'step',
);
const seen = (losses: readonly (readonly [x: number, step: number, rate: string, loss: number])[]): Seen[] =>
  losses.map(([x, step, rate, loss], index) => ({ index, params: { x, step, rate }, loss }));

describe('analysis of a study', () => {
  it('gives few values a cell each, and many of them parts of the range', () => {
    const [x, step, rate] = space.params;
    assert.deepEqual(
      cellsOf(step, 8).map(({ label }) => label),
      ['2', '4', '6', '8'],
    );
    assert.deepEqual(
      cellsOf(x, 2).map(({ label }) => label),
      ['0 .. 0.5', '0.5 .. 1'],
    );
    assert.equal(shownAt(rate, 0.5), '10bps');
    assert.equal(placeOf(step.domain, pointOf(space, { step: 6 })[1]), 0.625);
  });

  it('slices and contours are means of the trials in a cell', () => {
    const trials = seen([
      [0.1, 2, '1bps', 1],
      [0.1, 2, '1bps', 3],
      [0.9, 8, '1bps', 5],
    ]);
    assert.deepEqual(slicesOf(space, trials)[1].cells[0], { label: '2', trials: 2, best: 1, mean: 2 });
    assert.deepEqual(slicesOf(space, trials)[1].cells[1], { label: '4', trials: 0, best: null, mean: null });
    const { mean, acrossLabels } = contourOf(space, trials, ['step', 'x']);
    assert.deepEqual(acrossLabels, ['2', '4', '6', '8']);
    assert.deepEqual([mean[0][0], mean[7][3], mean[3][1]], [2, 5, null]);
  });

  const rng = streamOf(2, 'analysis test');
  const bowl = Array.from({ length: 80 }, (_, index): Seen => {
    const x = rng.uniform();
    return { index, params: { x, step: 2 * rng.int(1, 4), rate: '10bps' }, loss: (x - 0.4) * (x - 0.4) };
  });

  it('a plateau is told from a peak that stands alone', () => {
    const smooth = plateauOf(space, bowl);
    const alone = plateauOf(space, [...bowl, { index: 80, params: { x: 0.95, step: 2, rate: '10bps' }, loss: -1 }]);
    assert.ok((smooth?.score ?? 0) > 0.8 && (alone?.score ?? 1) < 0.3);
    assert.ok(Math.abs(Number(bowl[smooth?.index ?? 0].params['x']) - 0.4) < 0.15);
    assert.equal(plateauOf(space, bowl.slice(0, 7)), undefined);
  });

  it('good trials apart are regions apart', () => {
    const at = (x: number, index: number): Seen => ({ index, params: { x, step: 4, rate: '10bps' }, loss: 0 });
    const twin = regionsOf(
      spaceOf({ x: { low: 0, high: 1 } }, () => false),
      [at(0.1, 0), at(0.15, 1), at(0.12, 2), at(0.9, 3), at(0.95, 4)],
    );
    assert.deepEqual(
      twin.map(({ trials, ranges }) => [trials, ranges['x']]),
      [
        [[0, 1, 2], '0.1 .. 0.15'],
        [[3, 4], '0.9 .. 0.95'],
      ],
    );
  });

  it('advises to widen at an end, to narrow inside, to fix what is idle', () => {
    const importance = [
      { path: 'x', fanova: 0.9, permutation: 1, trials: 80 },
      { path: 'step', fanova: 0.01, permutation: 0, trials: 80 },
    ];
    const told = (trials: readonly Seen[]) =>
      adviceOf(space, trials, { importance, best: { x: 0.4, step: 4 } }).map(({ path, advice }) => `${advice} ${path}`);
    assert.deepEqual(told(bowl), ['narrow x', 'fix step', 'narrow rate']); // of rate one value was tried
    assert.deepEqual(told(bowl.map((t) => ({ ...t, loss: -Number(t.params['x']) })))[0], 'widen x');
    assert.deepEqual(told(bowl.slice(0, 6)), []);
  });

  it('puts trials in bands of turnover', () => {
    const bands = turnoverBands(
      [5, 1, 3, 2].map((turnover, index) => ({ index, metrics: { turnover, sharpe_daily: index } })),
    );
    assert.deepEqual(bands, [
      { from: 1, to: 2, trials: 2, best: 3, median: 2, index: 3 },
      { from: 3, to: 5, trials: 2, best: 2, median: 1, index: 2 },
    ]);
  });

  it('a best trial that luck explains is indistinguishable from the default', () => {
    const days = (shift: number, label: string): Float64Array => {
      const draw = streamOf(4, 'days', label);
      return Float64Array.from({ length: 250 }, () => 0.01 * draw.normal() + shift);
    };
    const base = days(0, 'base');
    const all = Array.from({ length: 20 }, (_, i) => days(0, `trial ${i}`));
    const judged = (best: Float64Array) => againstDefault({ best, all, base, value: 1, tries: 20 });
    const luckiest = all.toSorted((a, b) => b.reduce((x, y) => x + y) - a.reduce((x, y) => x + y))[0];
    assert.equal(judged(luckiest).verdict, 'indistinguishable from the default');
    assert.equal(judged(days(0.004, 'edge')).verdict, 'better than the default');
    assert.equal(judged(base).verdict, 'the default itself');
  });

  it('says which bounds conflict where every complete trial misses one', () => {
    const trials = [10, 20].map((count) => ({ state: 'complete', metrics: { trades: count, sharpe: 1 } }));
    assert.equal(
      conflictOf(trials, { trades: { min: 30 }, sharpe: { min: 0 } }),
      'the constraints are missed by every complete trial: trades min 30 by 2 of 2 (nearest 20)',
    );
    assert.equal(conflictOf(trials, { trades: { min: 15 } }), undefined);
    assert.equal(conflictOf([], { trades: { min: 15 } }), undefined);
  });
});
