import assert from 'node:assert/strict';
import hold from '../../src/signals/hold.ts';
import { honoursSignalContract, runSignal } from './_run.ts';

describe('hold', () => {
  honoursSignalContract(hold, { direction: 'long' }, 0);

  it('is one side at every bar', () => {
    assert.deepEqual(runSignal(hold, { direction: 'long' }, [], { rows: 2 }).direction, [1, 1]);
    assert.deepEqual(runSignal(hold, { direction: 'short' }, [], { rows: 2 }).direction, [-1, -1]);
  });
});
