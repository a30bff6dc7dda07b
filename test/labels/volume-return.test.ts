import assert from 'node:assert/strict';
import volumeReturn from '../../src/labels/volume-return.ts';
import { computeLabel } from '../../src/core/contracts/label.ts';
import { honoursLabelContract } from '../contracts/label.ts';

const open = Float64Array.of(100, 101, 102, 103, 104, 105);
const close = Float64Array.of(101, 102, 103, 104, 105, 106);
const of = (volume: readonly number[], values: object = {}) =>
  computeLabel(volumeReturn, { volume: 10, horizon: 3, from: 'next_open', ...values }, [
    open,
    close,
    Float64Array.from(volume),
  ]);
const bps = (end: number, base: number): number => (end / base - 1) * 10_000;

describe('volume_return', () => {
  honoursLabelContract(volumeReturn, { volume: 5, horizon: 4, from: 'next_open' });
  honoursLabelContract(volumeReturn, { volume: 2.5, horizon: 20, from: 'close' });

  it('ends with the bar that completes the volume', () => {
    const { value, first, last } = of([9, 10, 4, 6, 1, 30]);
    // after row 0 row 1 trades 10; after row 1 rows 2 and 3; after row 2 rows 3, 4 and 5
    assert.deepEqual([...value], [bps(102, 101), bps(104, 102), bps(106, 103), NaN, NaN, NaN]);
    assert.deepEqual([first[1], last[1]], [2, 4]);
    assert.equal(of([9, 10, 4, 6, 1, 30], { from: 'close' }).value[1], bps(104, 102));
  });

  it('ends after its horizon at the latest, and is unknown where a volume is', () => {
    assert.deepEqual([...of([0, 3, 3, 3, 9, 9]).value.subarray(0, 2)], [bps(104, 101), bps(105, 102)]);
    assert.deepEqual([...of([0, 3, NaN, 30, 9, 9]).value.subarray(0, 3)], [NaN, NaN, bps(104, 103)]);
  });
});
