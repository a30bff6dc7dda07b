/**
 * Access to the bits of a double, and exact powers of two. The two views share one buffer; every function that writes to
 * it reads it back at once, so nothing is carried from call to call. Little-endian, as every platform Node runs on.
 */
const f64 = new Float64Array(1);
const i32 = new Int32Array(f64.buffer);

/** Upper 32 bits of x as a signed integer: sign, exponent, first 20 bits of the mantissa. */
export function highWord(x: number): number {
  f64[0] = x;
  return i32[1];
}

/** Lower 32 bits of x as a signed integer. */
export function lowWord(x: number): number {
  f64[0] = x;
  return i32[0];
}

const LOWEST = -1074;
const powers = new Float64Array(1023 - LOWEST + 1);
for (let k = 0, up = 1; k <= 1023; k++, up *= 2) powers[k - LOWEST] = up;
for (let k = 0, down = 1; k >= LOWEST; k--, down /= 2) powers[k - LOWEST] = down;

/** 2^k, exact. In: integer k in -1074 .. 1023. */
export function powerOfTwo(k: number): number {
  return powers[k - LOWEST];
}

/** x * 2^k, rounded once. In: x with magnitude in 0.25 .. 4, integer k in -1134 .. 1025. */
export function scale(x: number, k: number): number {
  if (k > 1021) return x * 4 * powers[k - 2 - LOWEST];
  if (k >= -1020) return x * powers[k - LOWEST];
  return x * powers[k + 60 - LOWEST] * powers[-60 - LOWEST];
}
