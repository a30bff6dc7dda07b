import { highWord, powerOfTwo, scale } from './bits.ts';

/*
 * Method of netlib fdlibm e_pow.c: log2 |x| to about 70 bits as t1 + t2, y times that as a head and a tail, then 2^z by
 * the rational form of exp. Heads are rounded with fround to 24 bits, so that the product of two heads is exact.
 */
const LN2 = 0.6931471805599453;
const LN2_HI = 0.6931471824645996; // fround(ln 2)
const LN2_LO = -1.904654299957768e-9;
const TWO_OVER_3LN2 = 0.9617966939259756;
const TWO_OVER_3LN2_HI = 0.9617967009544373; // fround of it
const TWO_OVER_3LN2_LO = -7.028461650952758e-9;
const LOG2_1_5_HI = 0.5849624872207642; // fround(log2(1.5))
const LOG2_1_5_LO = 1.350039202129749e-8;
const TINY_NORMAL = 2.2250738585072014e-308;
const TWO_54 = 18014398509481984;

const pair = new Float64Array(2);

/** log2 of a positive finite number as pair[0] + pair[1], the first of 24 bits. */
function logTwo(x: number): void {
  let exponent = 0;
  if (x < TINY_NORMAL) {
    x *= TWO_54;
    exponent = -54;
  }
  const shift = (highWord(x) >> 20) - 1023;
  let m = shift < 0 ? x * powerOfTwo(-shift) : x * 0.5 * powerOfTwo(1 - shift);
  let n = exponent + shift;
  const near = m < 1.2247443199157715 ? 0 : m < 1.7320504188537598 ? 1 : 2; // borders sqrt(3/2) and sqrt(3)
  if (near === 2) {
    m *= 0.5;
    n++;
  }
  const base = near === 1 ? 1.5 : 1;
  const difference = m - base;
  const inverse = 1 / (m + base);
  const s = difference * inverse;
  const sHi = Math.fround(s);
  const sumHi = Math.fround(m + base);
  const sumLo = m - (sumHi - base);
  const sLo = inverse * (difference - sHi * sumHi - sHi * sumLo);
  const s2 = s * s;
  const tail =
    0.5999999999999946 +
    s2 *
      (0.4285714285785502 +
        s2 * (0.33333332981837743 + s2 * (0.272728123808534 + s2 * (0.23066074577556175 + s2 * 0.20697501780033842))));
  const r = s2 * s2 * tail + sLo * (sHi + s);
  const sHi2 = sHi * sHi;
  const tHi = Math.fround(3 + sHi2 + r);
  const tLo = r - (tHi - 3 - sHi2);
  const u = sHi * tHi;
  const v = sLo * tHi + tLo * s;
  const pHi = Math.fround(u + v);
  const pLo = v - (pHi - u);
  const zHi = TWO_OVER_3LN2_HI * pHi;
  const zLo = TWO_OVER_3LN2_LO * pHi + pLo * TWO_OVER_3LN2 + (near === 1 ? LOG2_1_5_LO : 0);
  const offset = near === 1 ? LOG2_1_5_HI : 0;
  const head = Math.fround(zHi + zLo + offset + n);
  pair[0] = head;
  pair[1] = zLo - (head - n - offset - zHi);
}

/** 2^(head + tail) for a sum in -1076 .. 1024. */
function powTwo(head: number, tail: number): number {
  const n = Math.floor(head + tail + 0.5);
  const rest = head - n;
  const t = Math.fround(rest + tail);
  const u = t * LN2_HI;
  const v = (tail - (t - rest)) * LN2 + t * LN2_LO;
  const z = u + v;
  const w = v - (z - u);
  const q = z * z;
  const c =
    z -
    q *
      (0.16666666666666602 +
        q *
          (-0.0027777777777015593 +
            q * (6.613756321437934e-5 + q * (-1.6533902205465252e-6 + q * 4.1381367970572385e-8))));
  const r = (z * c) / (c - 2) - (w + z * w);
  return scale(1 - (r - z), n);
}

/** 0 when y is not an integer, 1 when odd, 2 when even. */
function parity(y: number): number {
  const size = Math.abs(y);
  if (size >= 9007199254740992) return 2;
  if (Math.floor(size) !== size) return 0;
  return size % 2 === 1 ? 1 : 2;
}

/** x^y where x or y is 0, infinite or NaN, or y is 0. */
function powAtEdge(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const size = Math.abs(x);
  if (y === Infinity || y === -Infinity) {
    if (size === 1) return NaN;
    return size > 1 === y > 0 ? Infinity : 0;
  }
  const result = (size === 0) === y > 0 ? 0 : Infinity;
  const negative = x < 0 || (x === 0 && 1 / x < 0);
  return negative && parity(y) === 1 ? -result : result;
}

/**
 * x^y, below 1 ulp. In: any numbers. Out: the edge values of ECMAScript's `**` (pow(1, NaN) and pow(1, Infinity) are NaN,
 * pow(NaN, 0) is 1); NaN for a negative x and a fractional y.
 * Source: netlib fdlibm e_pow.c (method and constants).
 */
export function pow(x: number, y: number): number {
  const size = Math.abs(x);
  if (!(size > 0 && size < Infinity) || !(Math.abs(y) < Infinity) || y === 0) return powAtEdge(x, y);
  if (y === 1) return x;
  if (y === 2) return x * x;
  let sign = 1;
  if (x < 0) {
    const kind = parity(y);
    if (kind === 0) return NaN;
    if (kind === 1) sign = -1;
  }
  if (size === 1) return sign;
  // The smallest |log2 x| is above 2^-53, so beyond 2^65 the result has left the range of doubles.
  if (Math.abs(y) > 3.6893488147419103e19) return sign * (size > 1 === y > 0 ? Infinity : 0);
  logTwo(size);
  const yHi = Math.fround(y);
  const head = yHi * pair[0];
  const tail = (y - yHi) * pair[0] + y * pair[1];
  const z = head + tail;
  if (z >= 1024) return sign * Infinity;
  if (z < -1075.5) return sign < 0 ? -0 : 0;
  return sign * powTwo(head, tail);
}
