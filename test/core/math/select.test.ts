import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quantile7, quantilesOf } from '../../../src/core/math/index.ts';

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: 1, max: 1.001, noNaN: true }),
);

describe('quantilesOf', () => {
  it('is quantile7 of the sorted values, for any order, ties and levels', () => {
    const levels = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), levels, (list, wanted) => {
        const sorted = Float64Array.from(list).sort();
        const ascending = wanted.toSorted((a, b) => a - b);
        const found = quantilesOf(Float64Array.from(list), ascending);
        ascending.forEach((level, i) => assert.ok(found[i] === quantile7(sorted, level), `level ${level}`));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('is NaN of no values', () => {
    assert.deepEqual(quantilesOf(new Float64Array(), [0.5]), [NaN]);
  });
});
