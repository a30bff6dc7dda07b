import { mean, sum } from '../../core/math/index.ts';

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
  const variance = windowSquares(d, reach) / (n * (reach + 1));
  const se = Math.sqrt(variance / n);
  return { mean: center, se, t: se > 0 ? center / se : NaN };
}

/**
 * sum over all k of (reach + 1 - |k|) sum of d[t] d[t - k], by the squares of the sums over every window of reach + 1
 * values, those that stick out at the ends included: each pair k apart lies in reach + 1 - k windows.
 */
function windowSquares(d: Float64Array, reach: number): number {
  const n = d.length;
  const before = new Float64Array(n + 1);
  for (let t = 0; t < n; t++) before[t + 1] = before[t] + d[t];
  const squares = new Float64Array(n + reach);
  for (let end = 1; end <= n + reach; end++) {
    const inside = before[Math.min(end, n)] - before[Math.max(0, end - reach - 1)];
    squares[end - 1] = inside * inside;
  }
  return sum(squares);
}
