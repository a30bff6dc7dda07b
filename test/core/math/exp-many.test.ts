import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exp } from '../../../src/core/math/index.ts';
import { expOfNegatives } from '../../../src/core/math/exp-many.ts';

const of = (x: number): number => {
  const values = Float64Array.of(x, x);
  expOfNegatives(values, 1);
  assert.ok(Object.is(values[1], x));
  return values[0];
};

describe('expOfNegatives', () => {
  it('lies within 1e-15 of exp', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 0, noNaN: true }), (x) => {
        const expected = exp(x);
        assert.ok(Math.abs(of(x) - expected) <= 1e-15 * expected, `${x}: ${of(x)} is not ${expected}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('is 1 at 0, about 0 far below, NaN of NaN', () => {
    assert.equal(of(0), 1);
    assert.equal(of(-0), 1);
    assert.ok(of(-Infinity) >= 0 && of(-Infinity) < 1e-322);
    assert.ok(Number.isNaN(of(NaN)));
  });
});
