import assert from 'node:assert/strict';
import vote from '../../src/signals/vote.ts';
import { honoursSignalContract, runSignal } from './_run.ts';

/** The four columns of a signal that has a direction only. */
const directions = (direction: readonly number[]): number[][] => [
  [...direction],
  direction.map(() => NaN),
  direction.map(() => NaN),
  direction.map(Math.abs),
];

describe('vote', () => {
  honoursSignalContract(vote, { of: ['a', 'b', 'c'], min_agree: 1 }, 12);

  it('takes the side of the majority; a tie is no side', () => {
    const inputs = [directions([1, 1, 1, 0]), directions([1, -1, 0, 0]), directions([-1, -1, -1, -1])].flat();
    const { direction, strength } = runSignal(vote, { of: ['a', 'b', 'c'], min_agree: 1 }, inputs);
    assert.deepEqual(direction, [1, -1, 0, -1]);
    assert.deepEqual(strength, [2 / 3, 2 / 3, 0, 1 / 3]);
  });

  it('needs so many on one side', () => {
    const inputs = [directions([1, 1]), directions([1, 0]), directions([-1, 0])].flat();
    assert.deepEqual(runSignal(vote, { of: ['a', 'b', 'c'], min_agree: 2 }, inputs).direction, [1, 0]);
  });

  it('refuses to wait for more than there are', () => {
    assert.equal(vote.check?.({ of: ['a'], min_agree: 2 }).length, 1);
  });
});
