import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pushValue, quantileOf, startSlidingQuantile } from '../../src/gates/_sliding-quantile.ts';
import quantile from '../../src/gates/quantile.ts';
import { honoursGateContract, refusals } from './_run.ts';

const sortedQuantile = (values: number[], q: number): number => {
  const x = [...values].sort((a, b) => a - b);
  const at = (x.length - 1) * q;
  const k = Math.floor(at);
  return at === k ? x[k] : x[k] + (at - k) * (x[k + 1] - x[k]);
};

describe('quantile', () => {
  honoursGateContract(quantile, { window: 5, long_above: 0.7, short_below: 0.3 });

  const gate = { window: 4, long_above: 0.7, short_below: 0.3 };
  // type 7 of 1 2 3 4: q(0.7) = 3.1, q(0.3) = 1.9
  it('refuses a long unless the edge is above its quantile of the bars before', () => {
    assert.equal(refusals(quantile, gate, [1, 2, 3, 4, 3.05]), '11111');
    assert.equal(refusals(quantile, gate, [1, 2, 3, 4, 3.15]), '11110');
  });

  it('refuses a short unless the edge is below its quantile of the bars before', () => {
    assert.equal(refusals(quantile, gate, [-1, -2, -3, -4, -3]), '11111');
    assert.equal(refusals(quantile, gate, [-1, -2, -3, -4, -3.2]), '11110');
  });

  it('skips unknown edges, and counts those that were not traded', () => {
    assert.equal(refusals(quantile, gate, [1, NaN, 2, 3, NaN, 0, 5]), '1111110');
  });

  it('objects to crossed levels', () => {
    assert.equal(quantile.check?.({ window: 4, long_above: 0.2, short_below: 0.3 }).length, 1);
  });
});

describe('the sliding quantile', () => {
  it('is the type-7 quantile of the last values, to the bit, for any window and level', () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 120 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(0, 0.1, 0.3, 0.5, 0.7, 0.99, 1),
        (x, window, q) => {
          const state = startSlidingQuantile(window, q);
          x.forEach((value, i) => {
            pushValue(state, value);
            const full = i + 1 >= window;
            const expected = full ? sortedQuantile(x.slice(i + 1 - window, i + 1), q) : NaN;
            // -0 and 0 are one value to an order
            assert.ok(
              Object.is(quantileOf(state) + 0, expected + 0),
              `bar ${i}: expected ${expected}, found ${quantileOf(state)}`,
            );
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});
