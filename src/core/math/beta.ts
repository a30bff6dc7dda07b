import { exp } from './exp.ts';
import { stirlingRest } from './gamma.ts';
import { logDeviation } from './log.ts';
import { normalCdf } from './normal.ts';

const INV_SQRT_2PI = 0.3989422804014327;

/**
 * x^a y^b / B(a, b) with y = 1 - x, as the distance from the mode x = a / (a + b) (Loader's saddle point form), so that
 * large a and b lose no digits.
 */
function betaFactor(a: number, b: number, x: number, y: number): number {
  const total = a + b;
  const distance = x * b - y * a; // (x - a / total) * total
  const deviance = a * logDeviation((x * total) / a, distance / a) + b * logDeviation((y * total) / b, -distance / b);
  const scale = INV_SQRT_2PI * Math.sqrt((a / total) * b);
  return scale * exp(deviance + (stirlingRest(total) - stirlingRest(a) - stirlingRest(b)));
}

/**
 * Continued fraction of I_x(a, b) below its factor, for x below the mean (modified Lentz). The even part of DLMF 8.17.22, whose
 * terms use y = 1 - x where the plain form would cancel.
 */
function betaFraction(a: number, b: number, x: number, y: number): number {
  const below = y * a - x * b + 1;
  let c = (a * below) / (a + 1);
  let f = c;
  let d = 0;
  for (let n = 1; n < 1e6; n++) {
    const odd = a + 2 * n - 1;
    const share = (n * (b - n) * x) / odd;
    const alpha = (((a + n - 1) * x) / odd) * (a + b + n - 1) * share;
    const beta = n + share + ((a + n) * (below + n * (1 + y))) / (odd + 2);
    d = 1 / (beta + alpha * d);
    c = beta + alpha / c;
    const step = c * d;
    f *= step;
    if (Math.abs(step - 1) < 2e-16) break;
  }
  return f;
}

/** I_x(a, b) with x and y = 1 - x both given, neither rounded from the other. */
function betaOfBoth(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x < (a + 1) / (a + b + 2)) return betaFactor(a, b, x, y) / betaFraction(a, b, x, y);
  return 1 - betaFactor(a, b, x, y) / betaFraction(b, a, y, x);
}

/**
 * Regularised incomplete beta function I_x(a, b). In: a, b > 0, x in [0, 1]. Out: [0, 1], relative error about 1e-15 (1 + |log I|).
 * NaN outside. Source: DLMF 8.17.22; C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (!(a > 0 && a < Infinity && b > 0 && b < Infinity && x >= 0 && x <= 1)) return NaN;
  return betaOfBoth(a, b, x, 1 - x);
}

/**
 * Two-sided p-value of Student's t: P(|T| >= |t|). In: t, degrees of freedom df > 0 (Infinity: normal).
 * Out: [0, 1], accurate when small. NaN for NaN or df <= 0.
 */
export function studentTTwoSided(t: number, df: number): number {
  if (!(df > 0) || t !== t) return NaN;
  const size = Math.abs(t);
  if (df > 1e10) return 2 * normalCdf(-size); // the two differ by less than 1e-9 of the p-value at |t| = 3
  if (size > 1e150) return size === Infinity ? 0 : studentTTwoSided(1e150, df);
  const total = df + size * size;
  return betaOfBoth(df / 2, 0.5, df / total, (size * size) / total);
}

/** Student's t distribution function. In: t, degrees of freedom df > 0 (Infinity: normal). Out: [0, 1]. NaN as above. */
export function studentTCdf(t: number, df: number): number {
  const tail = 0.5 * studentTTwoSided(t, df);
  return t > 0 ? 1 - tail : tail;
}
