const one = new Float64Array(1);
const bits = new BigInt64Array(one.buffer);
const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);

const SMALLEST_SINGLE = 1.401298464324817e-45;

/** The smallest double above x; infinities and NaN stay, but -Infinity becomes the lowest number. */
export function nextUp(x: number): number {
  if (x === -Infinity) return -Number.MAX_VALUE;
  if (x - x !== 0) return x;
  if (x === 0) return Number.MIN_VALUE;
  one[0] = x;
  bits[0] += x > 0 ? 1n : -1n;
  return one[0];
}

/** The largest double below x. */
export const nextDown = (x: number): number => -nextUp(-x);

/** The smallest float32 at or above x: a float32 lies below x where it lies below that. */
export function roundUpToSingle(x: number): number {
  const near = Math.fround(x);
  if (near >= x || near !== near) return near;
  if (near === 0) return SMALLEST_SINGLE;
  single[0] = near;
  singleBits[0] += near > 0 ? 1 : -1;
  return single[0];
}
