import assert from 'node:assert/strict';
import fc from 'fast-check';
import { highest, lowest, rollingExtreme } from '../../src/features/_helpers/extremes.ts';
import type { Extremes } from '../../src/features/_helpers/extremes.ts';

const ROWS = 12_000;

/** Steps between a few levels, zeros of both signs among them, and NaN at the places given. */
function column(seed: number, leading: number, gap: number): Float64Array {
  let state = seed;
  const x = Float64Array.from({ length: ROWS }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (((state >>> 16) % 41) - 20) * 0.5 * (state & 1 ? -1 : 1);
  });
  x.fill(NaN, 0, leading);
  if (gap >= 0) x[gap] = NaN;
  return x;
}

/** In pieces this short no kernel is asked. */
function inPieces(state: Extremes, x: Float64Array, piece: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += piece) {
    rollingExtreme(state, x.subarray(i, i + piece), out.subarray(i, i + piece));
  }
  return out;
}

describe('extremes of a long column', () => {
  it('have the bits that short pieces give, and leave the same state', () => {
    const cases = fc.tuple(
      fc.constantFrom(highest, lowest),
      fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 255, max: 2100 })),
      fc.nat(5000),
      fc.nat({ max: 2 ** 31 }),
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 })),
      fc.oneof(fc.constant(-1), fc.nat(ROWS - 1)),
    );
    fc.assert(
      fc.property(cases, ([start, window, origin, seed, leading, gap]) => {
        const x = column(seed, leading, gap);
        const whole = start(window, origin);
        const out = new Float64Array(ROWS);
        rollingExtreme(whole, x, out);
        const pieces = start(window, origin);
        assert.deepEqual(out, inPieces(pieces, x, 997));
        const next = column(seed + 1, 0, -1);
        assert.deepEqual(inPieces(whole, next, 501), inPieces(pieces, next, 501));
      }),
      { numRuns: 30 },
    );
  });

  it('are those of a search of every window', () => {
    for (const [start, of] of [
      [highest, Math.max],
      [lowest, Math.min],
    ] as const) {
      for (const window of [1, 2, 3, 4, 5, 16, 17, 63, 64, 65, 300]) {
        const x = column(window, 0, -1);
        const out = new Float64Array(ROWS);
        rollingExtreme(start(window, 7), x, out);
        for (let t = window - 1; t < ROWS; t += 13) {
          assert.equal(out[t], of(...x.subarray(t - window + 1, t + 1)) + 0);
        }
        assert.ok(out.subarray(0, window - 1).every(Number.isNaN));
      }
    }
  });
});
