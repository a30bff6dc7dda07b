import assert from 'node:assert/strict';
import { ascendingRows, ranksAverage } from '../../../src/core/math/index.ts';
import { rngFrom } from '../../../src/core/rng.ts';

/** 5,000 values with ties, gaps, both zeros, infinities, and neighbours that share their upper 32 bits. */
function mixed(): Float64Array {
  const rng = rngFrom([1, 2, 3, 4]);
  const odd = [NaN, 0, -0, Infinity, -Infinity, 1, 1 + Number.EPSILON, 1 + 2 * Number.EPSILON, 5e-324];
  return Float64Array.from({ length: 5000 }, () => {
    const draw = rng.uniform();
    if (draw < 0.3) return odd[rng.int(0, odd.length - 1)];
    return draw < 0.6 ? Math.floor(100 * rng.uniform()) - 50 : rng.normal();
  });
}

describe('ranks of long columns', () => {
  it('rows ascend by value, ties by row, and those without a value are left out', () => {
    const x = mixed();
    const rows = Array.from(x.keys()).filter((i) => !Number.isNaN(x[i]));
    const expected = rows.sort((a, b) => (x[a] < x[b] ? -1 : x[a] > x[b] ? 1 : a - b));
    assert.deepEqual([...ascendingRows(x)], expected);
  });

  it('a rank is one more than the number of smaller values plus half of the other ties', () => {
    const x = mixed();
    const ranks = ranksAverage(x);
    for (let i = 0; i < x.length; i += 13) {
      const below = x.filter((v) => v < x[i]).length;
      const ties = x.filter((v) => v === x[i]).length;
      assert.equal(ranks[i], Number.isNaN(x[i]) ? NaN : below + (ties + 1) / 2);
    }
  });
});
