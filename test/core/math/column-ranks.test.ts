import assert from 'node:assert/strict';
import { NO_RANK, rankColumn, ranksAverage } from '../../../src/core/math/index.ts';
import { streamOf } from '../../../src/core/rng.ts';

const rng = streamOf(1, 'test', 'ranks');

function check(x: Float64Array): void {
  const { first, last, sorted } = rankColumn(x);
  const mean = Array.from(first, (from, i) => (from === NO_RANK ? NaN : 1 + (from + last[i]) / 2));
  assert.deepEqual(mean, Array.from(ranksAverage(x)));
  assert.deepEqual(
    sorted,
    x.filter((v) => v === v).sort((a, b) => a - b),
  );
}

describe('ranks of a column', () => {
  it('are the mean ranks, whatever the values crowd into', () => {
    check(Float64Array.of());
    check(Float64Array.of(2, NaN, 1, 2, -0, 0));
    check(Float64Array.from({ length: 20_000 }, () => rng.normal()));
    check(Float64Array.from({ length: 20_000 }, (_, i) => (i % 9 === 0 ? NaN : Math.round(5 * rng.normal()))));
    check(Float64Array.from({ length: 10_000 }, (_, i) => (i === 7 ? 1e300 : rng.normal() * 1e-9)));
    check(new Float64Array(20_000).fill(3));
    check(Float64Array.of(...new Float64Array(9000).map((_, i) => i), Infinity, -Infinity));
  });

  it('share one array where nothing repeats', () => {
    const { first, last } = rankColumn(Float64Array.of(3, 1, 2));
    assert.equal(first, last);
    assert.deepEqual([...first], [2, 0, 1]);
  });
});
