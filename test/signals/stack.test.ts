import assert from 'node:assert/strict';
import type { FittedWeight } from '../../src/core/contracts/signal.ts';
import { streamOf } from '../../src/core/rng.ts';
import stack from '../../src/signals/stack.ts';
import { honoursSignalContract, runSignal } from './_run.ts';

const values = { of: ['a', 'b'], label: 'h1', l2: 0, fit: { type: 'rolling', min_samples: 3 } };
const withSigma = { ...values, sigma: 's' };

/** Four columns of a signal: with an edge, or with a direction alone. */
const edges = (x: readonly number[]): number[][] => [x.map(Math.sign), [...x], x.map(() => NaN), x.map(Math.abs)];
const directions = (x: readonly number[]): number[][] => [[...x], x.map(() => NaN), x.map(() => NaN), x.map(Math.abs)];

const weights = (inputs: number[][], label: readonly number[], over: object = {}): readonly FittedWeight[] =>
  stack.learns!.fit({ ...values, ...over } as never, [], {
    inputs: inputs.map((x) => Float64Array.from(x)),
    labels: [Float64Array.from(label), Float64Array.from(label)],
  });

describe('stack', () => {
  // two signals of four columns, two weights
  describe('without sigma', () => honoursSignalContract(stack, values, 10));
  describe('with sigma', () => honoursSignalContract(stack, withSigma, 11));

  it('adds up edges and directions by their weights', () => {
    const inputs = [...edges([10, NaN]), ...directions([-1, 1])];
    const ran = runSignal(stack, withSigma, [...inputs, [20, 20], [0.5, 0.5], [3, 3]], { units: ['', '', 'bps'] });
    assert.deepEqual([ran.edge, ran.direction, ran.strength[0]], [[2, NaN], [1, 0], 0.1]);
  });

  it('knows nothing while its weights are not known', () => {
    const ran = runSignal(stack, values, [...edges([10]), ...directions([1]), [NaN], [NaN]]);
    assert.deepEqual([ran.edge, ran.direction], [[NaN], [0]]);
  });

  it('finds the weights that made the label, in bps per unit', () => {
    const rng = streamOf(1, 'stack');
    const [a, b] = [0, 1].map(() => Array.from({ length: 400 }, () => rng.normal()));
    const votes = b.map(Math.sign);
    const label = a.map((x, t) => 0.7 * x + 12 * votes[t]);
    const [first, second] = weights([...edges(a), ...directions(votes)], label);
    assert.ok(Math.abs(first.weight - 0.7) < 1e-9 && Math.abs(second.weight - 12) < 1e-9);
    assert.equal(first.samples, 400);
  });

  it('gives what has been wrong no weight, rather than one below 0', () => {
    const a = [1, -2, 3, -4, 5, -6];
    const b = [1, 1, -1, 1, -1, -1];
    const label = a.map((x, t) => 2 * x - 3 * b[t]);
    const [first, second] = weights([...edges(a), ...directions(b)], label);
    // alone: 2 - 3 * sum(a b) / sum(a a) = 2 + 3 * 15 / 91
    assert.equal(second.weight, 0);
    assert.ok(Math.abs(first.weight - (2 - (3 * a.reduce((s, x, t) => s + x * b[t], 0)) / 91)) < 1e-12);
  });

  it('learns nothing from rows whose label is not known or on which all are silent, nor from too few rows', () => {
    const [a, b] = [
      [1, 2, 0, 4, 9],
      [0, 0, 0, 0, 0],
    ];
    const label = [3, 6, 100, 12, NaN];
    const [first, second] = weights([...edges(a), ...directions(b)], label);
    assert.ok(Math.abs(first.weight - 3) < 1e-12);
    assert.deepEqual([first.samples, second.weight], [3, 0]);
    const least = { fit: { type: 'rolling', min_samples: 4 } };
    assert.deepEqual(weights([...edges(a), ...directions(b)], label, least)[0].weight, NaN);
  });
});
