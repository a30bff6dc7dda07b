import { erfc } from './erf.ts';
import { exp } from './exp.ts';
import { log } from './log.ts';

const SQRT_HALF = 0.7071067811865476;
const INV_SQRT_2PI = 0.3989422804014327;
const TWO_OVER_SQRT_PI = 1.1283791670955126;

/** e^(-x^2/2) / sqrt(2 pi). In: standard deviations. Out: density, relative error about 2e-16. NaN for NaN. */
export function normalPdf(x: number): number {
  const size = Math.abs(x);
  if (size > 39) return 0;
  const head = Math.fround(size);
  return INV_SQRT_2PI * exp(-0.5 * head * head) * exp(-0.5 * (size - head) * (size + head));
}

/**
 * Standard normal distribution function, erfc(-x / sqrt 2) / 2. In: standard deviations. Out: [0, 1]; the left tail keeps its
 * relative precision (about 1e-15) down to subnormals. NaN for NaN.
 */
export function normalCdf(x: number): number {
  const z = -x * SQRT_HALF;
  if (!(z > 1 && z < 28)) return 0.5 * erfc(z);
  // erfc(z + d) with d what the product lost: matters where z^2 is large.
  const zHi = Math.fround(z);
  const xHi = Math.fround(-x);
  const xLo = -x - xHi;
  const cHi = 0.7071067690849304; // fround(sqrt(1/2))
  const cLo = 1.210161710447897e-8;
  const lost = xHi * cHi - zHi - (z - zHi) + (xHi * cLo + xLo * cHi + xLo * cLo);
  const density = TWO_OVER_SQRT_PI * exp(-z * z);
  return 0.5 * (erfc(z) - lost * density);
}

/* Wichura (1988), algorithm AS 241, PPND16: rational forms of degree 7, ascending powers. */
const CENTRE_P = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
  67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
];
const CENTRE_Q = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
  28729.085735721942674, 5226.495278852854561,
];
const MIDDLE_P = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
];
const MIDDLE_Q = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
  0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const FAR_P = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 0.026532189526576123093,
  0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const FAR_Q = [
  1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
  1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
];

function ratio(top: readonly number[], bottom: readonly number[], x: number): number {
  let p = top[7];
  let q = bottom[7];
  for (let i = 6; i >= 0; i--) {
    p = p * x + top[i];
    q = q * x + bottom[i];
  }
  return p / q;
}

/**
 * Standard normal quantile (probit). In: probability in [0, 1]. Out: standard deviations, relative error below 1e-15;
 * -Infinity at 0, Infinity at 1. NaN outside and for NaN.
 * Source: M. J. Wichura, "The percentage points of the normal distribution", Applied Statistics 37 (1988), AS 241.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE_P, CENTRE_Q, 0.180625 - q * q);
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail === 0 ? (q < 0 ? -Infinity : Infinity) : NaN;
  const r = Math.sqrt(-log(tail));
  const x = r <= 5 ? ratio(MIDDLE_P, MIDDLE_Q, r - 1.6) : ratio(FAR_P, FAR_Q, r - 5);
  return q < 0 ? -x : x;
}
