import { exp } from './exp.ts';
import { log, log1p, logDeviation } from './log.ts';
import { sin } from './trig.ts';

const ONE_MINUS_EULER = 0.42278433509846713;
const HALF_LOG_2PI = 0.9189385332046728;
const LOG_PI = 1.1447298858494002;
const INV_SQRT_2PI = 0.3989422804014327;
const PI = 3.141592653589793;

/** (-1)^k (zeta(k) - 1) / k from k = 2: Taylor series of log gamma(2 + z) after (1 - Euler's constant) z; from mpmath. */
const AROUND_TWO = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5, -4.492623673813314e-5,
  2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7,
  -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11,
];
/** B(2k) / (2k (2k - 1)) from k = 1: the Stirling series. */
const STIRLING = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953, 0.0008417508417508417,
  -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
];

/** log gamma(2 + z) for |z| <= 1/2. */
function aroundTwo(z: number): number {
  let sum = 0;
  for (let i = AROUND_TWO.length - 1; i >= 0; i--) sum = sum * z + AROUND_TWO[i];
  return z * (ONE_MINUS_EULER + z * sum);
}

/** What log gamma(x) holds beyond (x - 1/2) log x - x + log(2 pi) / 2. In: x > 0. */
export function stirlingRest(x: number): number {
  if (x < 10) return lgamma(x) - ((x - 0.5) * log(x) - x + HALF_LOG_2PI);
  const inverse = 1 / (x * x);
  let sum = 0;
  for (let i = STIRLING.length - 1; i >= 0; i--) sum = sum * inverse + STIRLING[i];
  return sum / x;
}

function lgammaPositive(x: number): number {
  if (x >= 10) return (x - 0.5) * (log(x) - 1) - 0.5 + HALF_LOG_2PI + stirlingRest(x);
  if (x < 1e-17) return -log(x);
  if (x < 0.5) return aroundTwo(x) - log1p(x) - log(x);
  if (x < 1.5) return aroundTwo(x - 1) - log1p(x - 1);
  let product = 1;
  let rest = x;
  while (rest > 2.5) {
    rest -= 1;
    product *= rest;
  }
  return aroundTwo(rest - 2) + (product === 1 ? 0 : log(product));
}

/**
 * log |gamma(x)|. In: any number. Out: relative error about 1e-15 for x > 0 (the zeros at 1 and 2 included), absolute error
 * about 1e-15 times 1 + |x log|x|| for x < 0; Infinity at 0, -1, -2, ... and at the infinities. NaN for NaN.
 * Source: DLMF 5.7.3 (series at 2), 5.11.1 (Stirling), 5.5.3 (reflection).
 */
export function lgamma(x: number): number {
  if (x !== x) return NaN;
  if (x === Infinity || x === -Infinity) return Infinity;
  if (x > 0) return lgammaPositive(x);
  const floor = Math.floor(x);
  if (floor === x) return Infinity;
  const fraction = x - floor <= 0.5 ? x - floor : floor + 1 - x;
  return LOG_PI - log(sin(PI * fraction)) - lgammaPositive(1 - x);
}

/** x^a e^-x / gamma(a + 1) * a, the factor of both expansions, without large terms that cancel. */
function gammaFactor(a: number, x: number): number {
  return INV_SQRT_2PI * Math.sqrt(a) * exp(a * logDeviation(x / a, (x - a) / a) - stirlingRest(a));
}

/** Sum of x^n / (a (a+1) ... (a+n)) times a: the lower function over its factor. */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-17 && n < 1e6; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum / a;
}

/** Continued fraction of the upper function over its factor (Lentz, DLMF 8.9.2). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 1e6; n++) {
    const coefficient = -n * (n - a);
    b += 2;
    d = 1 / (coefficient * d + b);
    c = b + coefficient / c;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 2e-16) break;
  }
  return h;
}

/**
 * Regularised lower incomplete gamma function P(a, x). In: a > 0, x >= 0. Out: [0, 1], relative error about 1e-15 (1 + |log P|).
 * NaN outside. Source: DLMF 8.11.4 (series) and 8.9.2 (continued fraction).
 */
export function gammaP(a: number, x: number): number {
  if (!(a > 0 && a < Infinity && x >= 0)) return NaN;
  if (x === 0) return 0;
  if (x === Infinity) return 1;
  return x < a + 1 ? gammaFactor(a, x) * lowerSeries(a, x) : 1 - gammaFactor(a, x) * upperFraction(a, x);
}

/** Regularised upper incomplete gamma function Q = 1 - P, accurate in the right tail. In, NaN, source: as gammaP. */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0 && a < Infinity && x >= 0)) return NaN;
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  return x < a + 1 ? 1 - gammaFactor(a, x) * lowerSeries(a, x) : gammaFactor(a, x) * upperFraction(a, x);
}

/** Chi-square distribution function P(df / 2, x / 2). In: x, degrees of freedom > 0. Out: [0, 1]; 0 for x < 0. */
export function chiSquareCdf(x: number, df: number): number {
  return gammaP(df / 2, x < 0 ? 0 : x / 2);
}

/** 1 - chiSquareCdf: the p-value, accurate when small. */
export function chiSquareTail(x: number, df: number): number {
  return gammaQ(df / 2, x < 0 ? 0 : x / 2);
}
