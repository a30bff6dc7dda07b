import { highWord, powerOfTwo } from './bits.ts';

/*
 * Method of netlib fdlibm (e_log.c, s_log1p.c) and FreeBSD (e_log2.c, e_log10.c): x = 2^k (1 + f) with
 * sqrt(1/2) <= 1 + f < sqrt(2), s = f / (2 + f), log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), R minimax (fdlibm's).
 */
const LN2_HI = 0.6931471803691238;
const LN2_LO = 1.9082149292705877e-10;
const TINY_NORMAL = 2.2250738585072014e-308;
const TWO_54 = 18014398509481984;
/** High word of 1 minus high word of sqrt(1/2): moves the border between binades to sqrt(1/2). */
const SHIFT = 0x3ff00000 - 0x3fe6a09e;

/** s (f^2/2 + R): what log(1 + f) holds beyond f - f^2/2, for f in sqrt(1/2) - 1 .. sqrt(2) - 1. */
function logRest(f: number, halfSquare: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  return s * (halfSquare + (odd + even));
}

/** Exponent k with x 2^-k in sqrt(1/2) .. sqrt(2). In: positive normal x. */
function exponentOf(x: number): number {
  return ((highWord(x) + SHIFT) >> 20) - 1023;
}

/** What log functions return outside (0, Infinity). */
function logOfEdge(x: number): number {
  if (x === 0) return -Infinity;
  return x > 0 ? x : NaN;
}

/**
 * Natural logarithm. In: any number. Out: below 1 ulp; -Infinity for 0, NaN for negative x and NaN.
 * Source: netlib fdlibm e_log.c (method and constants).
 */
export function log(x: number): number {
  let extra = 0;
  if (!(x >= TINY_NORMAL && x < Infinity)) {
    if (!(x > 0 && x < Infinity)) return logOfEdge(x);
    x *= TWO_54;
    extra = -54;
  }
  const exponent = exponentOf(x);
  const k = exponent + extra;
  const f = x * powerOfTwo(-exponent) - 1;
  const halfSquare = 0.5 * f * f;
  return k * LN2_HI - (halfSquare - (logRest(f, halfSquare) + k * LN2_LO) - f);
}

/**
 * log(1 + x) without cancellation near 0. In: any number. Out: below 1 ulp; keeps -0; -Infinity for -1, NaN below.
 * Source: netlib fdlibm s_log1p.c (method and constants).
 */
export function log1p(x: number): number {
  if (!(x > -1 && x < Infinity)) return x === -1 ? -Infinity : logOfEdge(x);
  if (Math.abs(x) < 5.6e-17) return x;
  if (x > -0.2928 && x < 0.4142) {
    const halfSquare = 0.5 * x * x;
    return x - (halfSquare - logRest(x, halfSquare));
  }
  const u = 1 + x;
  const lost = (u >= 2 ? 1 - (u - x) : x - (u - 1)) / u;
  const k = exponentOf(u);
  const f = u * powerOfTwo(-k) - 1;
  const halfSquare = 0.5 * f * f;
  return k * LN2_HI - (halfSquare - (logRest(f, halfSquare) + (k * LN2_LO + lost)) - f);
}

/** log(1 + x) - x, accurate near 0, where it is about -x^2/2. In: x > -1. NaN below. */
function log1pMinus(x: number): number {
  if (!(x > -0.2928 && x < 0.4142)) return log1p(x) - x;
  const halfSquare = 0.5 * x * x;
  return logRest(x, halfSquare) - halfSquare;
}

/** log(r) - (r - 1), given r > 0 and r - 1 each to full precision. */
export function logDeviation(r: number, rMinusOne: number): number {
  return rMinusOne > -0.2928 && rMinusOne < 0.4142 ? log1pMinus(rMinusOne) : log(r) - rMinusOne;
}

const INV_LN2_HI = 1.4426950216293335; // 24 bits, as are the other heads here: products of two are exact
const INV_LN2_LO = 1.9259629911266175e-8;
const INV_LN10_HI = 0.4342944920063019;
const INV_LN10_LO = -1.0103050052231683e-8;
const LOG10_2_HI = 0.30102999566361177; // 40 bits
const LOG10_2_LO = 3.694239077158931e-13;

/** k * unit + log(1 + f) * inverse, each factor given as head and tail. */
function logInBase(x: number, unitHi: number, unitLo: number, inverseHi: number, inverseLo: number): number {
  let extra = 0;
  if (!(x >= TINY_NORMAL && x < Infinity)) {
    if (!(x > 0 && x < Infinity)) return logOfEdge(x);
    x *= TWO_54;
    extra = -54;
  }
  const exponent = exponentOf(x);
  const k = exponent + extra;
  const f = x * powerOfTwo(-exponent) - 1;
  const halfSquare = 0.5 * f * f;
  const hi = Math.fround(f - halfSquare);
  const lo = f - hi - halfSquare + logRest(f, halfSquare);
  const whole = k * unitHi;
  const part = hi * inverseHi;
  const sum = whole + part;
  const lost = Math.abs(whole) > Math.abs(part) ? whole - sum + part : part - sum + whole;
  return sum + (lost + (k * unitLo + ((lo + hi) * inverseLo + lo * inverseHi)));
}

/** Base 2 logarithm, exact at powers of two. In, Out, NaN: as log. Source: FreeBSD msun e_log2.c (splitting). */
export function log2(x: number): number {
  return logInBase(x, 1, 0, INV_LN2_HI, INV_LN2_LO);
}

/** Base 10 logarithm. In, Out, NaN: as log. Source: FreeBSD msun e_log10.c (splitting). */
export function log10(x: number): number {
  return logInBase(x, LOG10_2_HI, LOG10_2_LO, INV_LN10_HI, INV_LN10_LO);
}
