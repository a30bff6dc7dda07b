import { mean, pow } from '../../core/math/index.ts';
import { meanAndSd, ratio, sd } from './sample.ts';

export const DAY_MS = 86_400_000;
export const DAYS_PER_YEAR = 365;

/** A curve: equity in quote units at instants (epoch ms UTC, increasing). */
export interface Curve {
  readonly time: Float64Array;
  readonly equity: Float64Array;
}

/** Bars in a year of 365 days. */
export function barsPerYear(interval_ms: number): number {
  return (DAYS_PER_YEAR * DAY_MS) / interval_ms;
}

/**
 * Equity at 00:00 UTC: the point of midnight M is the equity at the last bar close at or before M.
 *
 * In: `time` = bar OPEN (epoch ms, increasing), `equity` marked at the bar's close (quote units), `initial` = equity
 * before the first bar. Out: one point per midnight; with `initial` the first point is the midnight at or before the
 * first open, else the first midnight at or after the first close. Hours after the last midnight belong to no day.
 * A bar whose equity is NaN is skipped. A midnight inside a hole in the bars repeats the last equity.
 */
export function dailyEquity(bars: Curve & { readonly interval_ms: number; readonly initial?: number }): Curve {
  const { time, equity, interval_ms, initial } = bars;
  const n = time.length;
  if (n === 0) return { time: new Float64Array(0), equity: new Float64Array(0) };
  const first =
    initial === undefined
      ? Math.ceil((time[0] + interval_ms) / DAY_MS) * DAY_MS
      : Math.floor(time[0] / DAY_MS) * DAY_MS;
  const points = Math.max(0, Math.floor((time[n - 1] + interval_ms - first) / DAY_MS) + 1);
  const daily = { time: new Float64Array(points), equity: new Float64Array(points) };
  let last = initial ?? NaN;
  for (let day = 0, seen = 0; day < points; day++) {
    const midnight = first + day * DAY_MS;
    const closed = closedBy(time, midnight - interval_ms, seen);
    let t = closed - 1;
    while (t >= seen && Number.isNaN(equity[t])) t--;
    if (t >= seen) last = equity[t];
    seen = closed;
    daily.time[day] = midnight;
    daily.equity[day] = last;
  }
  return daily;
}

/** Number of bars that open at or before `open`, `seen` of them known to: by doubling steps, then halves. */
function closedBy(time: Float64Array, open: number, seen: number): number {
  let step = 1;
  while (seen + step <= time.length && time[seen + step - 1] <= open) step *= 2;
  let [low, high] = [seen + (step >> 1), Math.min(time.length, seen + step - 1)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle] <= open) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Simple returns equity[i] / equity[i-1] - 1 (fractions), one fewer than points; NaN next to a NaN or after 0. */
export function returnsOf(equity: Float64Array): Float64Array {
  const out = new Float64Array(Math.max(0, equity.length - 1));
  for (let i = 1; i < equity.length; i++) out[i - 1] = ratio(equity[i], equity[i - 1]) - 1;
  return out;
}

/** The curve 1, 1 + r1, (1 + r1)(1 + r2), ... of returns without NaN; one longer than the returns. */
export function compound(returns: Float64Array): Float64Array {
  const out = new Float64Array(returns.length + 1);
  out[0] = 1;
  for (let i = 0; i < returns.length; i++) out[i + 1] = out[i] * (1 + returns[i]);
  return out;
}

/** last / first - 1 (fraction); NaN under two points. */
export function totalReturn(equity: Float64Array): number {
  return equity.length < 2 ? NaN : ratio(equity[equity.length - 1], equity[0]) - 1;
}

/**
 * Compound annual growth: (1 + total)^(365 / days) - 1 (fraction per year of 365 days).
 * -1 where everything is lost, NaN where `days` is not positive.
 */
export function cagr(total: number, days: number): number {
  if (!(days > 0) || Number.isNaN(total)) return NaN;
  return total <= -1 ? -1 : pow(1 + total, DAYS_PER_YEAR / days) - 1;
}

/** sd (ddof 1) of returns x sqrt(periods per year); fraction per year. */
export function volatility(returns: Float64Array, periods_per_year: number): number {
  return sd(returns) * Math.sqrt(periods_per_year);
}

/** mean / sd (ddof 1, risk free rate 0), per period. NaN for a flat sample or under two returns. */
export function sharpePerPeriod(returns: Float64Array): number {
  const [centre, spread] = meanAndSd(returns);
  return ratio(centre, spread);
}

/**
 * Annualised Sharpe ratio, mean / sd x sqrt(periods per year), risk free rate 0, ddof 1.
 * Daily returns take 365, bar returns `barsPerYear(interval)`.
 */
export function sharpe(returns: Float64Array, periods_per_year: number): number {
  return sharpePerPeriod(returns) * Math.sqrt(periods_per_year);
}

/** sqrt(mean(min(r, 0)^2)) x sqrt(periods per year): losses against 0 over all returns; fraction per year. */
export function downsideDeviation(returns: Float64Array, periods_per_year: number): number {
  let total = 0;
  for (let i = 0; i < returns.length; i++) if (returns[i] < 0) total += returns[i] * returns[i];
  return Math.sqrt(total / returns.length) * Math.sqrt(periods_per_year);
}

/** mean x periods per year / downside deviation; NaN where no return is negative. */
export function sortino(returns: Float64Array, periods_per_year: number): number {
  return ratio(mean(returns) * periods_per_year, downsideDeviation(returns, periods_per_year));
}

/** CAGR / |max drawdown|; NaN where there is no drawdown. */
export function calmar(growth: number, max_drawdown: number): number {
  return ratio(growth, Math.abs(max_drawdown));
}
