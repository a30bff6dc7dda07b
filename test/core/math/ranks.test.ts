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

  it('of a few values are the same, whether they are spread or crowd into one place', () => {
    const rng = rngFrom([5, 6, 7, 8]);
    const draws: readonly (() => number)[] = [
      () => rng.normal(),
      () => Math.round(3 * rng.normal()),
      () => (rng.uniform() < 0.2 ? NaN : rng.uniform()),
      () => (rng.uniform() < 0.02 ? 1e9 : rng.normal()),
      () => (rng.uniform() < 0.1 ? Infinity : -0),
    ];
    for (const draw of draws) {
      for (const length of [0, 1, 2, 7, 40, 200, 999]) {
        const x = Float64Array.from({ length }, draw);
        const count = (of: (v: number) => boolean): number => x.filter(of).length;
        const expected = x.map((v) => (v !== v ? NaN : count((w) => w < v) + (count((w) => w === v) + 1) / 2));
        assert.deepEqual(ranksAverage(x), expected);
      }
    }
  });
});
