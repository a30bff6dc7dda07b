import assert from 'node:assert/strict';
import band from '../../src/signals/band.ts';
import { honoursSignalContract, runSignal } from './_run.ts';

const on = (x: number[], exit: number | undefined, follow = false): number[] => {
  const flat = (level: number): number[] => x.map(() => level);
  const values = { of: 'x', lower: 'l', upper: 'u', exit: exit === undefined ? undefined : 'm', follow };
  return runSignal(band, values, [x, flat(-2), flat(2), ...(exit === undefined ? [] : [flat(exit)])]).direction;
};

describe('band', () => {
  honoursSignalContract(band, { of: 'x', lower: 'l', upper: 'u', exit: 'm', follow: false }, 4);

  it('trades back into the band, or with the break', () => {
    assert.deepEqual(on([-3, 0, 2, 3], undefined), [1, 0, 0, -1]);
    assert.deepEqual(on([-3, 0, 2, 3], undefined, true), [-1, 0, 0, 1]);
  });

  it('holds until the column is back at the exit', () => {
    assert.deepEqual(on([-3, -1, 0, -1, 3, 1, -1], 0), [1, 1, 0, 0, -1, -1, 0]);
  });

  it('holds nothing over an unknown value', () => {
    assert.deepEqual(on([-3, NaN, -1], 0), [1, 0, 0]);
  });
});
