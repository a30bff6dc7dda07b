import assert from 'node:assert/strict';
import cross from '../../src/signals/cross.ts';
import { honoursSignalContract, runSignal } from './_run.ts';

describe('cross', () => {
  honoursSignalContract(cross, { of: 'a', against: 'b' }, 2);

  it('is long above, short below, 0 at the touch and where either is unknown', () => {
    const { direction } = runSignal(cross, { of: 'a', against: 'b' }, [
      [2, 1, 1, NaN, 1],
      [1, 2, 1, 1, NaN],
    ]);
    assert.deepEqual(direction, [1, -1, 0, 0, 0]);
  });
});
