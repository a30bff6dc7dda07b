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
  const covariance = autocovariances(d, reach);
  let variance = covariance[0];
  for (let k = 1; k <= reach; k++) variance += 2 * (1 - k / (reach + 1)) * covariance[k];
  const se = Math.sqrt(Math.max(0, variance) / n);
  return { mean: center, se, t: se > 0 ? center / se : NaN };
}

/** Of lags 0 to `reach`. Each is one sum in the order of time; eight run side by side, as one waits for its own adds. */
function autocovariances(d: Float64Array, reach: number): Float64Array {
  const n = d.length;
  const out = new Float64Array(reach + 1);
  let k = 0;
  for (; k + 7 <= reach; k += 8) eightLags(d, k, out);
  for (; k <= reach; k++) for (let t = k; t < n; t++) out[k] += d[t] * d[t - k];
  return out.map((total) => total / n);
}

function eightLags(d: Float64Array, k: number, out: Float64Array): void {
  const from = Math.min(k + 7, d.length);
  for (let j = 0; j < 8; j++) for (let t = k + j; t < from; t++) out[k + j] += d[t] * d[t - k - j];
  let [s0, s1, s2, s3] = out.subarray(k, k + 4);
  let [s4, s5, s6, s7] = out.subarray(k + 4, k + 8);
  for (let t = from; t < d.length; t++) {
    const now = d[t];
    const at = t - k;
    s0 += now * d[at];
    s1 += now * d[at - 1];
    s2 += now * d[at - 2];
    s3 += now * d[at - 3];
    s4 += now * d[at - 4];
    s5 += now * d[at - 5];
    s6 += now * d[at - 6];
    s7 += now * d[at - 7];
  }
  out.set([s0, s1, s2, s3, s4, s5, s6, s7], k);
}
