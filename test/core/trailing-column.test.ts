import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rankColumn } from '../../src/core/math/index.ts';
import { pushTrailingColumn, trailingBinsOf } from '../../src/core/trailing-column.ts';
import { pushTrailing, startTrailingBins } from '../../src/core/trailing-bins.ts';

function pushed(values: Float64Array, window: number, bins: number): number[] {
  const state = startTrailingBins(window, bins);
  return Array.from(values, (value) => pushTrailing(state, value));
}

const columnOf = (values: Float64Array, window: number, bins: number): number[] =>
  Array.from(trailingBinsOf(values, rankColumn(values), window, bins));

describe('trailing bins of whole columns', () => {
  it('are those of pushing value by value, with ties and unknown values', () => {
    const value = fc.oneof(
      { weight: 30, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
      { weight: 2, arbitrary: fc.integer({ min: -9, max: 9 }).map((x) => x / 10) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    );
    const values = fc.array(value, { minLength: 80, maxLength: 150 }).map((x) => Float64Array.from(x));
    fc.assert(
      fc.property(values, fc.integer({ min: 15, max: 50 }), fc.integer({ min: 2, max: 6 }), (x, window, bins) => {
        assert.deepEqual(columnOf(x, window, bins), pushed(x, window, bins));
      }),
    );
  });

  it('begin where the values do, and hold over gaps', () => {
    const values = Float64Array.from({ length: 3000 }, (_, t) => ((t * 7919) % 4001) / 3);
    values.fill(NaN, 0, 700);
    values.fill(NaN, 1500, 1700);
    for (const [window, bins] of [
      [100, 4],
      [300, 20],
    ])
      assert.deepEqual(columnOf(values, window, bins), pushed(values, window, bins));
  });

  it('are the same over long windows, many bins and values that come back', () => {
    const values = Float64Array.from({ length: 12_000 }, (_, t) => ((t * 7919) % 4001) / 3 + (t % 50 === 0 ? NaN : 0));
    assert.deepEqual(columnOf(values, 3000, 500), pushed(values, 3000, 500));
    const constant = values.subarray(0, 1000).map(() => 1);
    assert.deepEqual(columnOf(constant, 300, 10), pushed(constant, 300, 10));
  });

  it('leave the window as values pushed one by one do', () => {
    const values = Float64Array.from({ length: 9000 }, (_, t) => (t % 50 === 0 ? NaN : ((t * 7919) % 4001) / 3));
    for (const window of [700, 6000]) {
      const state = startTrailingBins(window, 10);
      const out = new Float64Array(values.length);
      for (const [from, to] of [
        [0, 5000],
        [5000, 5001],
        [5001, 9000],
      ])
        pushTrailingColumn(state, values.subarray(from, to), out.subarray(from, to));
      assert.deepEqual(Array.from(out), pushed(values, window, 10));
    }
  });
});
