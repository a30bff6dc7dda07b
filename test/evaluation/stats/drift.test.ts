import assert from 'node:assert/strict';
import fc from 'fast-check';
import { populationStability, shareDistance } from '../../../src/evaluation/_stats/drift.ts';
import { f64, near } from './_near.ts';

const ramp = (n: number): Float64Array => new Float64Array(n).map((_, i) => i);

describe('population stability index', () => {
  it('is 0 for the same sample, in any order, with or without NaN', () => {
    assert.equal(populationStability(ramp(100), ramp(100)), 0);
    assert.equal(populationStability(ramp(100), f64(NaN, ...ramp(100).toReversed())), 0);
  });

  it('is the sum over decile bins: everything in one bin of ten', () => {
    // shares 0.1 each; other: 1 in the first bin, half a row of 100 in the rest: 0.9 ln 10 + 9 (0.005 - 0.1) ln 0.05
    const expected = 0.9 * 2.302585092994046 + 9 * (0.005 - 0.1) * -2.995732273553991;
    near(populationStability(ramp(100), new Float64Array(100)), expected, 1e-12);
  });

  it('is never below 0, and grows with the shift', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 }),
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 }),
        (a, b) => {
          assert.ok(populationStability(Float64Array.from(a), Float64Array.from(b)) >= 0);
        },
      ),
    );
    const [near0, far] = [5, 40].map((shift) =>
      populationStability(
        ramp(100),
        ramp(100).map((x) => x + shift),
      ),
    );
    assert.ok(near0 < far);
  });

  it('is not known without values', () => {
    assert.ok(Number.isNaN(populationStability(f64(NaN), ramp(5))));
    assert.ok(Number.isNaN(populationStability(ramp(5), f64())));
  });
});

describe('distance of shares', () => {
  it('is 0 for the same shares and 1 for shares with nothing in common', () => {
    assert.equal(shareDistance([1, 3], [10, 30]), 0);
    assert.equal(shareDistance([1, 0], [0, 2]), 1);
    near(shareDistance([1, 1], [3, 1]), 0.25, 1e-15);
    assert.ok(Number.isNaN(shareDistance([0, 0], [1, 2])));
  });
});
