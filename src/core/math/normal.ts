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
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const CENTRE_Q = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
];
const MIDDLE_P = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const MIDDLE_Q = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const FAR_P = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const FAR_Q = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
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
