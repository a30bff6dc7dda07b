import assert from 'node:assert/strict';
import mean from '../../src/signals/mean.ts';
import { honoursSignalContract, runSignal } from './_run.ts';

const base = { of: ['a', 'b'], min: 0 };

describe('mean', () => {
  honoursSignalContract(mean, { ...base, average: 'edge' }, 8);

  it('averages edges and sigmas; an unknown edge makes the mean unknown', () => {
    const a = [
      [1, 1, -1],
      [30, 10, -5],
      [20, 20, NaN],
      [1.5, 0.5, NaN],
    ];
    const b = [
      [-1, 0, -1],
      [-10, NaN, -15],
      [40, 40, 40],
      [0.25, NaN, 0.375],
    ];
    assert.deepEqual(runSignal(mean, { ...base, average: 'edge' }, [...a, ...b]), {
      direction: [1, 0, -1],
      edge: [10, NaN, -10],
      sigma: [30, 30, NaN],
      strength: [10 / 30, NaN, NaN],
    });
  });

  it('averages directions, and asks for a least size', () => {
    const a = [
      [1, 1, -1],
      [NaN, NaN, NaN],
      [NaN, NaN, NaN],
      [1, 1, 1],
    ];
    const b = [
      [1, 0, 1],
      [NaN, NaN, NaN],
      [NaN, NaN, NaN],
      [1, 0, 1],
    ];
    const { direction, strength } = runSignal(mean, { ...base, average: 'direction' }, [...a, ...b]);
    assert.deepEqual(
      [direction, strength],
      [
        [1, 1, 0],
        [1, 0.5, 0],
      ],
    );
    const strict = runSignal(mean, { ...base, average: 'direction', min: 0.6 }, [...a, ...b]);
    assert.deepEqual(strict.direction, [1, 0, 0]);
  });

  it('gives an edge if it averages edges, and a sigma if every signal has one', () => {
    const given = (name: string) => (name === 'a' ? (['edge', 'sigma'] as const) : (['edge'] as const));
    assert.deepEqual(mean.gives?.({ ...base, average: 'edge' }, given), ['edge']);
    assert.deepEqual(mean.gives?.({ ...base, of: ['a', 'a'], average: 'edge' }, given), ['edge', 'sigma']);
    assert.deepEqual(mean.gives?.({ ...base, average: 'direction' }, given), []);
  });
});
