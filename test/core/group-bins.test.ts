import assert from 'node:assert/strict';
import fc from 'fast-check';
import { groupBins, groupsOf } from '../../src/core/group-bins.ts';
import { binNumber, quantileBins } from '../../src/core/quantile-bins.ts';
import { sortedFinite } from '../../src/core/math/index.ts';

describe('bins of groups', () => {
  it('rank each value among those of its group', () => {
    const { bin, largest, small } = groupBins(Float64Array.of(3, 1, 2, 4, 9, 7, NaN, 5), [0, 0, 0, 0, 1, 1, 1, 2], 2);
    assert.deepEqual([...bin], [2, 1, 1, 2, 2, 1, NaN, NaN]);
    assert.deepEqual({ largest, small }, { largest: 4, small: 1 });
  });

  it('put a UTC day, or everything, together', () => {
    const time = Float64Array.of(0, 86_399_999, 86_400_000);
    assert.deepEqual([...groupsOf(time, 'date')], [0, 0, 1]);
    assert.deepEqual([...groupsOf(time, 'global')], [0, 0, 0]);
  });

  it('find the bins of many values among many edges as one by one', () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => (i * 7919) % 5003);
    const { bin } = groupBins(values, new Float64Array(5000), 500);
    const rank = (v: number): number => values.filter((x) => x < v).length;
    values.forEach((v, i) => i % 97 === 0 && assert.equal(bin[i], Math.floor(rank(v) / 10) + 1));
  });

  it('are those between the quantiles of each group, ties and unknown values among them', () => {
    const value = fc.oneof(
      { weight: 20, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
      { weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }).map((x) => x / 4) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    );
    const groups = fc.array(fc.array(value, { maxLength: 120 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(groups, fc.integer({ min: 2, max: 12 }), (drawn, bins) => {
        const ids = drawn.flatMap((own, g) => own.map(() => g));
        const { bin } = groupBins(Float64Array.from(drawn.flat()), ids, bins);
        const expected = drawn.flatMap((own) => {
          const known = sortedFinite(Float64Array.from(own));
          return own.map((v) => (known.length < bins ? NaN : binNumber(quantileBins(known, bins), v)));
        });
        assert.deepEqual([...bin], expected);
      }),
    );
  });
});
