import { mean } from '../../core/math/index.ts';

export interface MeanTest {
  readonly mean: number;
  readonly se: number;
  readonly t: number;
}

/**
 * Mean with a Newey-West standard error: sqrt((g0 + 2 sum_{k=1..lag} (1 - k / (lag + 1)) gk) / n), gk the k-th sample
 * autocovariance over n (Bartlett kernel, no small-sample correction). `lag` is cut to n - 1.
 *
 * In: a series without NaN. NaN standard error under two values; t is NaN where the error is 0.
 * Source: Newey and West (1987), Econometrica 55, 703-708.
 */
export function neweyWest(x: Float64Array, lag: number): MeanTest {
  const n = x.length;
  const center = mean(x);
  if (n < 2) return { mean: center, se: NaN, t: NaN };
  const d = x.map((v) => v - center);
  const reach = Math.min(lag, n - 1);
  let variance = autocovariance(d, 0);
  for (let k = 1; k <= reach; k++) variance += 2 * (1 - k / (reach + 1)) * autocovariance(d, k);
  const se = Math.sqrt(Math.max(0, variance) / n);
  return { mean: center, se, t: se > 0 ? center / se : NaN };
}

function autocovariance(d: Float64Array, k: number): number {
  let total = 0;
  for (let t = k; t < d.length; t++) total += d[t] * d[t - k];
  return total / d.length;
}
