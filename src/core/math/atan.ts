import { highWord, powerOfTwo } from './bits.ts';

const PI = 3.141592653589793;
const PI_LO = 1.2246467991473532e-16;
const QUARTER_PI = 0.7853981633974483;
const HALF_PI = 1.5707963267948966;
const HALF_PI_LO = 6.123233995736766e-17;

/*
 * Method of netlib fdlibm s_atan.c: atan(x) = atan(c) + atan((x - c) / (1 + x c)) for c = 1/2, 1, 3/2, infinity, then an odd
 * polynomial on |x| < 7/16. The constants are fdlibm's; values of atan(c) as head and tail.
 */
function atanRest(x: number): number {
  const z = x * x;
  const w = z * z;
  const odd =
    z *
    (0.3333333333333293 +
      w *
        (0.14285714272503466 +
          w *
            (0.09090887133436507 + w * (0.06661073137387531 + w * (0.049768779946159324 + w * 0.016285820115365782)))));
  const even =
    w *
    (-0.19999999999876483 +
      w * (-0.11111110405462356 + w * (-0.0769187620504483 + w * (-0.058335701337905735 + w * -0.036531572744216916))));
  return x * (odd + even);
}

/** a = atan(x + tail), or pi - a when `left`. In: x >= 0, tail below an ulp of x. */
function atanPositive(x: number, tail: number, left: boolean): number {
  if (x > 1e17) return left ? HALF_PI + (1 / x + HALF_PI_LO) : HALF_PI - (1 / x - HALF_PI_LO);
  let reduced = x;
  let head = 0;
  let low = tail / (1 + x * x);
  if (x >= 2.4375) {
    reduced = -1 / x;
    head = HALF_PI;
    low += HALF_PI_LO;
  } else if (x >= 1.1875) {
    reduced = (x - 1.5) / (1 + 1.5 * x);
    head = 0.982793723247329;
    low += 1.3903311031230998e-17;
  } else if (x >= 0.6875) {
    reduced = (x - 1) / (x + 1);
    head = QUARTER_PI;
    low += 3.061616997868383e-17;
  } else if (x >= 0.4375) {
    reduced = (2 * x - 1) / (2 + x);
    head = 0.4636476090008061;
    low += 2.2698777452961687e-17;
  }
  const part = atanRest(reduced) - low - reduced;
  if (!left) return head - part;
  const rest = PI - head;
  return rest + (part + (PI - rest - head + PI_LO));
}

/** Arc tangent. In: any number. Out: radians in [-pi/2, pi/2], below 1 ulp; keeps -0. NaN for NaN. */
export function atan(x: number): number {
  if (x !== x) return NaN;
  if (Math.abs(x) < 1e-9) return x;
  return x < 0 ? -atanPositive(-x, 0, false) : atanPositive(x, 0, false);
}

/** Rounding error of the quotient q = y / x, divided by x. In: numbers in 2^-70 .. 2^70. */
function quotientTail(y: number, x: number, q: number): number {
  const qHi = Math.fround(q);
  const qLo = q - qHi;
  const xHi = Math.fround(x);
  const xLo = x - xHi;
  return (y - qHi * xHi - qHi * xLo - qLo * xHi - qLo * xLo) / x;
}

/** Angle of the point (x, y), or of (-x, y) when `left`. In: finite positive y and x. */
function atanQuotient(y: number, x: number, left: boolean): number {
  const gap = (highWord(y) >> 20) - (highWord(x) >> 20);
  if (gap > 64) return HALF_PI + HALF_PI_LO;
  if (gap < -64) return left ? PI : y / x;
  const shift = 1023 - Math.max(highWord(y) >> 20, highWord(x) >> 20);
  const first = shift > 1000 ? 1000 : shift;
  const factor = powerOfTwo(first);
  const ySmall = y * factor * powerOfTwo(shift - first);
  const xSmall = x * factor * powerOfTwo(shift - first);
  const q = ySmall / xSmall;
  return atanPositive(q, quotientTail(ySmall, xSmall, q), left);
}

/** atan2 where y or x is 0, infinite or NaN. */
function atan2AtEdge(y: number, x: number): number {
  if (x !== x || y !== y) return NaN;
  const left = x < 0 || (x === 0 && 1 / x < 0);
  let angle: number;
  if (Math.abs(y) === Infinity) angle = Math.abs(x) === Infinity ? (left ? 2.356194490192345 : QUARTER_PI) : HALF_PI;
  else if (y === 0 || Math.abs(x) === Infinity) angle = left ? PI : 0;
  else angle = HALF_PI;
  return y < 0 || (y === 0 && 1 / y < 0) ? -angle : angle;
}

/**
 * Angle of the point (x, y). In: any numbers. Out: radians in [-pi, pi], below 1 ulp, with the sign of y. NaN for NaN.
 * Source: netlib fdlibm e_atan2.c; the rounding error of y / x is carried along.
 */
export function atan2(y: number, x: number): number {
  const height = Math.abs(y);
  const width = Math.abs(x);
  if (!(height > 0 && height < Infinity && width > 0 && width < Infinity)) return atan2AtEdge(y, x);
  const angle = atanQuotient(height, width, x < 0);
  return y < 0 ? -angle : angle;
}
