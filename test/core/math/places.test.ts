import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ascendingPairs, placeFinder } from '../../../src/core/math/index.ts';
import { streamOf } from '../../../src/core/rng.ts';

describe('places among ascending values', () => {
  const value = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(Infinity, -Infinity, Number.MIN_VALUE, 1 - 2 ** -53),
  );

  it('are how many lie below, or at and below, whatever the values', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.array(value, { maxLength: 20 }), (values, asked) => {
        const ascending = Float64Array.from(values).sort();
        const [closed, open] = [placeFinder(ascending), placeFinder(ascending, false)];
        for (const x of [...asked, ...values]) {
          assert.equal(closed(x), values.filter((v) => v <= x).length);
          assert.equal(open(x), values.filter((v) => v < x).length);
        }
      }),
    );
  });
});

describe('pairs by ascending value', () => {
  const sorted = (x: Float64Array, y: Float64Array): [number, number][] =>
    Array.from(x, (v, i): [number, number] => [v, y[i]]).sort(([a], [b]) => a - b);

  for (const [name, draw] of [
    ['spread evenly', (u: number) => u],
    ['with ties', (u: number) => Math.floor(50 * u)],
    ['crowded together, with one far away', (u: number, i: number) => (i === 7 ? 1e9 : u)],
    ['crowded in places', (u: number) => (u < 0.1 ? 0.5 + u / 1e7 : u)],
    ['all the same', () => 3],
    ['with both zeros', (u: number) => (u < 0.5 ? -0 : u < 0.7 ? 0 : u - 0.8)],
  ] as const) {
    it(`are stable: ${name}`, () => {
      const rng = streamOf(1, 'pairs');
      const x = Float64Array.from({ length: 5000 }, (_, i) => draw(rng.uniform(), i));
      const y = x.map((_, i) => i);
      const found = ascendingPairs(x, y);
      assert.deepEqual(
        Array.from(found.x, (v, i) => [v, found.y[i]]),
        sorted(x, y),
      );
    });
  }
});
