import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeLabel } from '../../src/core/contracts/label.ts';
import tpBeforeSl from '../../src/labels/tp-before-sl.ts';
import { honoursLabelContract } from '../contracts/label.ts';
import { flat, labelOf } from './_bars.ts';

const values = { take_profit: 0.04, stop_loss: 0.02, horizon: 3 };

/** Looks at each bar in turn. */
function slowly(
  [high, low, close]: readonly Float64Array[],
  t: number,
  { take_profit, stop_loss, horizon }: typeof values,
): number {
  if (t + horizon >= close.length || Number.isNaN(close[t])) return NaN;
  for (let row = t + 1; row <= t + horizon; row++) {
    if (Number.isNaN(high[row]) || Number.isNaN(low[row])) return NaN;
    if (low[row] <= close[t] * (1 - stop_loss)) return 0;
    if (high[row] >= close[t] * (1 + take_profit)) return 1;
  }
  return 0;
}

describe('tp_before_sl', () => {
  honoursLabelContract(tpBeforeSl, values);
  honoursLabelContract(tpBeforeSl, { take_profit: 0.001, stop_loss: 0.5, horizon: 1 });

  it('is 1 where the target comes first', () => {
    assert.equal(labelOf(tpBeforeSl, values, flat(100, 101, 104, 90)).value[0], 1);
  });

  it('is 0 where the stop comes first', () => {
    assert.equal(labelOf(tpBeforeSl, values, flat(100, 98, 104, 104)).value[0], 0);
  });

  it('is 0 where neither is reached', () => {
    assert.equal(labelOf(tpBeforeSl, values, flat(100, 99, 103.9, 98.1)).value[0], 0);
  });

  it('counts both in one bar as the stop', () => {
    const bars = [...flat(100), [100, 104, 98, 101], ...flat(104, 104)] as [number, number, number, number][];
    assert.equal(labelOf(tpBeforeSl, values, bars).value[0], 0);
  });

  it('does not look at the bar of the decision', () => {
    const bars = [[100, 120, 80, 100], ...flat(104, 104, 104)] as [number, number, number, number][];
    assert.equal(labelOf(tpBeforeSl, values, bars).value[0], 1);
  });

  it('spans the whole horizon even where it is decided early', () => {
    assert.equal(labelOf(tpBeforeSl, values, flat(100, 104, 100, 100)).last[0], 3);
  });

  it('agrees with a bar-by-bar search, unknown prices included', () => {
    const price = fc.oneof({ arbitrary: fc.integer({ min: 94, max: 106 }), weight: 15 }, fc.constant(NaN));
    const column = fc.array(price, { minLength: 40, maxLength: 40 }).map((x) => Float64Array.from(x));
    fc.assert(
      fc.property(column, column, column, fc.integer({ min: 1, max: 20 }), (high, low, close, horizon) => {
        const columns = [high, low, close];
        const { value } = computeLabel(tpBeforeSl, { ...values, horizon }, columns);
        for (let t = 0; t < 40; t++) assert.deepEqual(value[t], slowly(columns, t, { ...values, horizon }));
      }),
    );
  });

  it('labels 100,000 bars of horizon 5,000 in less than two seconds', () => {
    const close = Float64Array.from({ length: 100_000 }, (_, t) => 100 + (t % 7) / 100);
    const start = performance.now();
    computeLabel(tpBeforeSl, { ...values, horizon: 5000 }, [close, close, close]);
    assert.ok(performance.now() - start < 2000);
  });
});
