import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeLabel } from '../../src/core/contracts/label.ts';
import payoffAsymmetry from '../../src/labels/payoff-asymmetry.ts';
import { honoursLabelContract } from '../contracts/label.ts';
import { flat, labelOf } from './_bars.ts';

describe('payoff_asymmetry', () => {
  honoursLabelContract(payoffAsymmetry, { horizon: 5, floor: 0.001 });
  honoursLabelContract(payoffAsymmetry, { horizon: 1, floor: 0.1 });

  it('is the log of the furthest fall over the furthest rise', () => {
    const bars = [
      [100, 150, 10, 100],
      [100, 101, 96, 100],
      [100, 102, 99, 100],
    ] as const;
    const { value } = labelOf(payoffAsymmetry, { horizon: 2, floor: 0.001 }, bars);
    assert.ok(Math.abs(value[0] - Math.log(4 / 2)) < 1e-15); // the bar of t itself does not count
  });

  it('takes neither side below the floor', () => {
    const rise = labelOf(payoffAsymmetry, { horizon: 1, floor: 0.01 }, flat(100, 104)).value[0];
    const fall = labelOf(payoffAsymmetry, { horizon: 1, floor: 0.01 }, flat(100, 96)).value[0];
    assert.ok(Math.abs(rise - Math.log(1 / 4)) < 1e-15 && Math.abs(fall - Math.log(4)) < 1e-15);
    assert.equal(labelOf(payoffAsymmetry, { horizon: 1, floor: 0.01 }, flat(100, 100)).value[0], 0);
  });

  it('agrees with a search of each window, NaN included', () => {
    const price = fc.oneof({ arbitrary: fc.integer({ min: 80, max: 120 }), weight: 12 }, fc.constant(NaN));
    const column = fc.array(price, { minLength: 30, maxLength: 30 }).map((x) => Float64Array.from(x));
    fc.assert(
      fc.property(column, column, column, fc.integer({ min: 1, max: 12 }), (high, low, close, horizon) => {
        const { value } = computeLabel(payoffAsymmetry, { horizon, floor: 0.001 }, [high, low, close]);
        for (let t = 0; t + horizon < 30; t++) {
          const up = Math.max(...high.subarray(t + 1, t + horizon + 1));
          const down = Math.min(...low.subarray(t + 1, t + horizon + 1));
          const least = 0.001 * close[t];
          const expected = Math.log(Math.max(close[t] - down, least) / Math.max(up - close[t], least));
          assert.ok(Object.is(value[t], expected) || Math.abs(value[t] - expected) < 1e-14);
        }
      }),
    );
  });
});
