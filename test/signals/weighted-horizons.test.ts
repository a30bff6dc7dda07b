import assert from 'node:assert/strict';
import fc from 'fast-check';
import weightedHorizons from '../../src/signals/weighted-horizons.ts';
import { honoursSignalContract, runSignal } from './_run.ts';

const values = (weights: object) => ({ of: 'm', weights, sigma: 'sigma' });

describe('weighted_horizons', () => {
  honoursSignalContract(weightedHorizons, values({ h1: 1, h2: 2 }), 3);

  it('is the weighted mean of the edges, over sigma', () => {
    // (1 * 10 + 3 * 50) / 4 = 40; 40 / 80 = 0.5
    const { direction, edge, sigma, strength } = runSignal(weightedHorizons, values({ h1: 1, h4: 3 }), [
      [10],
      [50],
      [80],
    ]);
    assert.deepEqual([direction, edge, sigma, strength], [[1], [40], [80], [0.5]]);
  });

  it('takes a sigma or a score given as a fraction as 10,000 bps', () => {
    const units = ['fraction', 'bps', 'fraction'];
    const ran = runSignal(weightedHorizons, values({ h1: 1, h4: 1 }), [[0.01], [-20], [0.5]], { units });
    assert.deepEqual([ran.edge, ran.sigma], [[40], [5000]]);
  });

  it('knows no edge where a weighted score is unknown, and ignores one of weight 0', () => {
    const ran = runSignal(weightedHorizons, values({ h1: 1, h4: 0 }), [
      [NaN, 5],
      [1, NaN],
      [10, 10],
    ]);
    assert.deepEqual(
      [ran.edge, ran.direction],
      [
        [NaN, 5],
        [0, 1],
      ],
    );
  });

  it('knows no strength where sigma is unknown or 0, but keeps its direction', () => {
    const { direction, strength } = runSignal(weightedHorizons, values({ h1: 1 }), [
      [-5, 5],
      [NaN, 0],
    ]);
    assert.deepEqual(
      [direction, strength],
      [
        [-1, 1],
        [NaN, NaN],
      ],
    );
  });

  it('does not depend on the order or the names of the horizons, to the last bit', () => {
    const edge = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(edge, { minLength: 4, maxLength: 4 }), ([a, b, c, d]) => {
        const straight = runSignal(weightedHorizons, values({ p: 0.1, q: 0.2, r: 0.35, s: 0.35 }), [
          [a],
          [b],
          [c],
          [d],
          [9],
        ]);
        const turned = runSignal(weightedHorizons, values({ w: 0.35, x: 0.35, y: 0.1, z: 0.2 }), [
          [d],
          [c],
          [a],
          [b],
          [9],
        ]);
        assert.deepEqual(turned, straight);
      }),
    );
  });

  it('does not depend on the scale of the weights', () => {
    const inputs = [[7], [-3], [2]];
    const halves = runSignal(weightedHorizons, values({ h1: 0.25, h4: 0.75 }), inputs);
    assert.deepEqual(runSignal(weightedHorizons, values({ h1: 1, h4: 3 }), inputs), halves);
  });

  it('objects to weights that are all 0, and reads one score per weight', () => {
    assert.deepEqual(
      weightedHorizons.check?.(values({ h1: 0 }) as never).map(({ key }) => key),
      ['weights'],
    );
    assert.deepEqual(weightedHorizons.check?.(values({ h1: 0, h4: 2 }) as never), []);
    assert.deepEqual(
      weightedHorizons.inputs(values({ h1: 0, h4: 2 }) as never).map(({ name }) => name),
      ['m.h1', 'm.h4', 'sigma'],
    );
  });

  describe('with learnt weights', () => {
    const learning = (over: object = {}) => ({
      ...values({ h1: 1, h4: 3 }),
      fit: { type: 'rolling', min_samples: 4 },
      ...over,
    });
    const rising = [1, 2, 3, 4, 5];
    const learn = (labels: readonly (readonly number[])[], over: object = {}): number[] =>
      weightedHorizons
        .learns!.fit(learning(over) as never, [], {
          inputs: [rising, rising, rising].map((x) => Float64Array.from(x)),
          labels: labels.map((x) => Float64Array.from(x)),
        })
        .map(({ weight }) => weight);

    honoursSignalContract(weightedHorizons, learning(), 5);

    it('uses them where they are known, and the written ones before', () => {
      const { edge } = runSignal(weightedHorizons, learning(), [
        [10, 10],
        [50, 50],
        [1, 1],
        [NaN, 0.5],
        [NaN, 0.5],
      ]);
      assert.deepEqual(edge, [40, 30]);
    });

    it('weighs by the information coefficient, of which only what is above 0 counts', () => {
      // Spearman of 1 2 3 4 5 with 2 1 4 3 5: 1 - 6 * 4 / (5 * 24) = 0.8; with itself 1
      const close = (found: number[], wanted: number[]): void =>
        found.forEach((w, k) => assert.ok(Math.abs(w - wanted[k]) < 1e-12, `${found.join()}`));
      close(learn([[2, 1, 4, 3, 5], rising]), [0.8 / 1.8, 1 / 1.8]);
      close(learn([[5, 4, 3, 2, 1], rising]), [0, 1]);
      close(learn([[5, 4, 3, 2, 1], rising], { shrink: 0.5 }), [0.125, 0.875]);
    });

    it('keeps the written ones where nothing has been right, or too few outcomes are known', () => {
      assert.deepEqual(
        learn([
          [5, 4, 3, 2, 1],
          [5, 4, 3, 2, 1],
        ]),
        [0.25, 0.75],
      );
      assert.deepEqual(
        learn([
          [NaN, NaN, 3, 4, 5],
          [NaN, NaN, 3, 4, 5],
        ]),
        [0.25, 0.75],
      );
    });

    it('shrinks nothing without a fit', () => {
      const found = weightedHorizons.check?.({ ...values({ h1: 1 }), shrink: 0.5 } as never) ?? [];
      assert.deepEqual(
        found.map(({ key }) => key),
        ['shrink'],
      );
    });
  });
});
