import assert from 'node:assert/strict';
import score from '../../src/signals/score.ts';
import { honoursSignalContract, runSignal } from './_run.ts';

describe('score', () => {
  honoursSignalContract(score, { of: 'x', sigma: 's' }, 2);

  it('takes the score as the edge', () => {
    const ran = runSignal(score, { of: 'x', sigma: 's' }, [
      [30, -5, 0, NaN],
      [10, 10, 10, 10],
    ]);
    assert.deepEqual(ran.edge, [30, -5, 0, NaN]);
    assert.deepEqual(ran.direction, [1, -1, 0, 0]);
    assert.deepEqual(ran.strength, [3, 0.5, 0, NaN]);
  });

  it('has the strength of its direction without a sigma', () => {
    const ran = runSignal(score, { of: 'x' }, [[30, -5, 0]]);
    assert.deepEqual(ran.strength, [1, 1, 0]);
    assert.deepEqual(ran.sigma, [NaN, NaN, NaN]);
  });

  it('says what it gives', () => {
    assert.deepEqual(
      score.gives?.({ of: 'x', sigma: 's' }, () => []),
      ['edge', 'sigma'],
    );
    assert.deepEqual(
      score.gives?.({ of: 'x', sigma: undefined }, () => []),
      ['edge'],
    );
  });
});
