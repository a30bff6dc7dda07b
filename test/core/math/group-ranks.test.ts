import assert from 'node:assert/strict';
import fc from 'fast-check';
import { groupRanker, ranksAverage } from '../../../src/core/math/index.ts';

describe('ranks of neighbours', () => {
  it('are the mean ranks of each group alone, twice over', () => {
    const rank = groupRanker(2000);
    const check = (keys: readonly number[], from: number): void => {
      const twice = new Uint32Array(2000);
      rank(Uint32Array.from(keys), from, keys.length, twice);
      const expected = ranksAverage(Float64Array.from(keys.slice(from)));
      assert.deepEqual(
        Array.from(twice.subarray(0, keys.length - from), (r) => r / 2),
        Array.from(expected),
      );
    };
    const keys = fc.array(fc.oneof(fc.nat(9), fc.nat(4e9)), { minLength: 5, maxLength: 120 });
    fc.assert(fc.property(keys, fc.nat(4), check));
    check(
      Array.from({ length: 1700 }, (_, i) => (i * 48_271) % 1009),
      3,
    );
  });
});
