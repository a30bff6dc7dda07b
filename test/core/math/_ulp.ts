import assert from 'node:assert/strict';

const f64 = new Float64Array(1);
const i64 = new BigInt64Array(f64.buffer);

/** Place of x among the doubles, so that neighbours differ by 1 and both zeros are 0. */
function place(x: number): bigint {
  f64[0] = x;
  const bits = i64[0];
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

/** Doubles between a and b; 0 when both are NaN. */
export function ulps(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Object.is(a, b) ? 0 : Infinity;
  const distance = Number(place(a) - place(b));
  return distance < 0 ? -distance : distance;
}

/** Fails unless a relative error stays below the limit; exact for 0, infinities and NaN. */
export function close(found: number, expected: number, limit: number): void {
  if (Object.is(found, expected)) return;
  const error = Math.abs(found - expected) / Math.abs(expected);
  assert.ok(error <= limit, `expected ${expected}, found ${found}, relative error ${error}`);
}
