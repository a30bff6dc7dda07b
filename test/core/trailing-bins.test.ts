import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binNumber, quantileBins } from '../../src/core/quantile-bins.ts';
import { pushSorted, rankBelow, startSortedWindow, valueAt } from '../../src/core/sorted-window.ts';
import { pushTrailing, startTrailingBins } from '../../src/core/trailing-bins.ts';

const known = (window: readonly number[]): Float64Array => Float64Array.from(window.filter((x) => x === x)).sort();

describe('trailing bins', () => {
  it('are those between the quantiles of every window, ties and unknown values among them', () => {
    const value = fc.oneof(
      fc.integer({ min: 0, max: 6 }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constant(NaN),
    );
    const values = fc.array(value, { minLength: 40, maxLength: 80 });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 24 }), fc.integer({ min: 2, max: 12 }), (x, size, bins) => {
        const state = startTrailingBins(size, bins);
        x.forEach((v, t) => {
          const found = pushTrailing(state, v);
          const window = known(x.slice(Math.max(0, t - size), t));
          const ready = t >= size && window.length >= bins;
          assert.equal(found, ready ? binNumber(quantileBins(window, bins), v) : NaN);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('hold over windows of many blocks, and for a value that repeats all over', () => {
    const [size, bins] = [3000, 500];
    const x = Array.from({ length: 9000 }, (_, t) => (t > 6000 ? 1 : ((t * 7919) % 4001) / 3 + t / 50));
    const state = startTrailingBins(size, bins);
    x.forEach((v, t) => {
      const found = pushTrailing(state, v);
      if (t % 397 === 0 && t >= size)
        assert.equal(found, binNumber(quantileBins(known(x.slice(t - size, t)), bins), v));
    });
  });
});

describe('a sorted window', () => {
  it('ranks and finds its values as a sort would', () => {
    const state = startSortedWindow(1500);
    const x = Array.from({ length: 5000 }, (_, t) => ((t * 131) % 977) - (t % 3));
    x.forEach((v) => pushSorted(state, v));
    const sorted = known(x.slice(-1500));
    for (const rank of [0, 1, 700, 1499]) assert.equal(valueAt(state, rank), sorted[rank]);
    assert.equal(valueAt(state, 1500), NaN);
    for (const v of [-9, 0, 500, 2000]) assert.equal(rankBelow(state, v), sorted.filter((s) => s < v).length);
  });
});
