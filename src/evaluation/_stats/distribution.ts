import { log, mean, quantileOf } from '../../core/math/index.ts';
import { centralMoment, ratio, sd } from './sample.ts';

/**
 * Shape of a return sample (fractions, no NaN). Quantiles are type 7. NaN under two returns or for a flat sample.
 */

/** m3 / m2^1.5, population moments. */
export function skewness(x: Float64Array): number {
  const center = mean(x);
  const s = sd(x, 0);
  return ratio(centralMoment(x, center, 3), s * s * s);
}

/** m4 / m2^2, population moments: 3 for a normal distribution (not excess), as PSR and DSR take it. */
export function kurtosis(x: Float64Array): number {
  const center = mean(x);
  const s = sd(x, 0);
  return ratio(centralMoment(x, center, 4), s * s * (s * s));
}

/** |95 % quantile| / |5 % quantile|; above 1 the gains have the longer tail. */
export function tailRatio(x: Float64Array): number {
  return x.length === 0 ? NaN : ratio(Math.abs(quantileOf(x, 0.95)), Math.abs(quantileOf(x, 0.05)));
}

/** Historical value at risk: the `level` quantile of returns (a loss is negative). */
export function valueAtRisk(x: Float64Array, level = 0.05): number {
  return x.length === 0 ? NaN : quantileOf(x, level);
}

/** Mean of the returns at or below the value at risk (expected shortfall; a loss is negative). */
export function conditionalValueAtRisk(x: Float64Array, level = 0.05): number {
  const bound = valueAtRisk(x, level);
  return mean(x.filter((v) => v <= bound));
}

/**
 * R squared of a straight line through the cumulative log returns, 0..1: 1 is a perfectly steady exponential.
 * NaN where a return is -1 or below.
 */
export function stability(returns: Float64Array): number {
  const n = returns.length;
  const y = new Float64Array(n);
  let level = 0;
  for (let i = 0; i < n; i++) y[i] = level += log(1 + returns[i]);
  const yMean = mean(y);
  const xMean = (n - 1) / 2;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    xx += (i - xMean) * (i - xMean);
    xy += (i - xMean) * (y[i] - yMean);
    yy += (y[i] - yMean) * (y[i] - yMean);
  }
  return ratio(xy * xy, xx * yy);
}
