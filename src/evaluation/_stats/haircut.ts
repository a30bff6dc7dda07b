import { normalCdf, normalQuantile } from '../../core/math/index.ts';
import { ratio } from './sample.ts';

export type Adjustment = 'bonferroni' | 'holm' | 'bhy';

/**
 * p-values adjusted for having run all these tests. Bonferroni: N p. Holm: running maximum of (N - i + 1) p(i).
 * BHY (Benjamini-Hochberg-Yekutieli): running minimum from the top of N c(N) p(i) / i, c(N) = 1 + 1/2 + ... + 1/N.
 * In: p in 0..1 without NaN. Out: in the order of the input, cut at 1.
 *
 * Source: Harvey and Liu (2015), Backtesting, J. Portfolio Management 42(1), 13-28.
 */
export function adjustPValues(p: Float64Array, method: Adjustment): Float64Array {
  const n = p.length;
  if (method === 'bonferroni') return p.map((v) => Math.min(1, v * n));
  const order = new Uint32Array(n).map((_, i) => i).sort((a, b) => p[a] - p[b] || a - b);
  const out = new Float64Array(n);
  if (method === 'holm') {
    let floor = 0;
    order.forEach((row, i) => (out[row] = floor = Math.max(floor, Math.min(1, (n - i) * p[row]))));
    return out;
  }
  let harmonic = 0;
  for (let i = 1; i <= n; i++) harmonic += 1 / i;
  let ceiling = 1;
  for (let i = n - 1; i >= 0; i--) {
    ceiling = Math.min(ceiling, (n * harmonic * p[order[i]]) / (i + 1));
    out[order[i]] = ceiling;
  }
  return out;
}

/** Two-sided p-value of a per-period Sharpe ratio over `periods` returns: t = SR sqrt(periods), normal. */
export function sharpePValue(sharpe: number, periods: number): number {
  return 2 * normalCdf(-Math.abs(sharpe) * Math.sqrt(periods));
}

export interface Haircut {
  /** Sharpe ratio (per period) that a single test would need for the adjusted p-value. */
  readonly sharpe: number;
  /** 1 - adjusted / observed, 0..1; 1 = nothing is left. */
  readonly haircut: number;
  readonly p: number;
}

/**
 * Haircut Sharpe ratio of trial `chosen` among all trials' per-period ratios over the same number of periods: the
 * two-sided p-values are adjusted, and the ratio that gives the adjusted one alone is reported, with the sign kept.
 * Source: as `adjustPValues`.
 */
export function haircutSharpe(sharpes: Float64Array, chosen: number, periods: number, method: Adjustment): Haircut {
  const p = adjustPValues(
    sharpes.map((s) => sharpePValue(s, periods)),
    method,
  )[chosen];
  const z = p >= 1 ? 0 : -normalQuantile(p / 2);
  const sharpe = (Math.sign(sharpes[chosen]) * z) / Math.sqrt(periods);
  return { sharpe, haircut: 1 - ratio(sharpe, sharpes[chosen]), p };
}
