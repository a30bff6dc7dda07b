import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sortNumbers } from '../../../src/core/math/index.ts';

describe('sortNumbers', () => {
  it('sorts as the built-in sort does, whatever the spread', () => {
    const seeds = fc.array(
      fc.oneof(
        fc.double({ noNaN: true }),
        fc.integer(),
        fc.constantFrom(0, -0, Infinity, -Infinity),
        fc.double({ noNaN: true, min: 1, max: 1.0001 }),
      ),
      {
        minLength: 20,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(seeds, (few) => {
        const values = Float64Array.from(
          { length: 1500 },
          (_, i) => few[(i * 7) % few.length] * (1 + (i % 40) * 1e-12),
        );
        const expected = values.slice().sort();
        assert.ok(sortNumbers(values).every((value, i) => Object.is(value, expected[i])));
      }),
      { seed: 23, numRuns: 50 },
    );
  });
});
