import assert from 'node:assert/strict';
import { groupBins, groupsOf } from '../../src/core/group-bins.ts';

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
});
