import assert from 'node:assert/strict';

export const f64 = (...x: number[]): Float64Array => Float64Array.from(x);

/** Asserts |found - expected| <= tolerance x max(1, |expected|). */
export function near(found: number, expected: number, tolerance = 1e-12): void {
  const error = Math.abs(found - expected);
  assert.ok(error <= tolerance * Math.max(1, Math.abs(expected)), `found ${found}, expected ${expected}`);
}
