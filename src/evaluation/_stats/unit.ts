import { sum } from '../../core/math/index.ts';
import { DAY_MS, sharpe, sharpePerPeriod } from './equity.ts';
import { metric } from './metric.ts';
import type { Metric } from './metric.ts';

/** Returns by bar (fractions) compounded from one 00:00 UTC to the next; a bar belongs to the day in which it closes. */
export function dailyOf(returns: Float64Array, time: Float64Array, interval_ms: number): Float64Array {
  const rows = time.length;
  if (rows === 0) return new Float64Array(0);
  const first = Math.floor(time[0] / DAY_MS);
  const out = new Float64Array(Math.max(0, Math.floor((time[rows - 1] + interval_ms) / DAY_MS) - first)).fill(1);
  for (let t = 0; t < rows; t++) {
    const day = Math.ceil((time[t] + interval_ms) / DAY_MS) - 1 - first;
    if (day < out.length) out[day] *= 1 + returns[t];
  }
  return out.map((growth) => growth - 1);
}

/** What a fraction of equity has earned, per row, where trading is an approximation over whole columns. */
export interface UnitReturns {
  /** Before fees, slippage and funding, and after them (fractions). */
  readonly gross: Float64Array;
  readonly net: Float64Array;
  /** Sum of |change of position|, in fractions of equity; what slippage and funding took of the gross. */
  readonly turnover: number;
  readonly slippage: number;
  readonly funding: number;
}

/** Fee per side (fraction) at which a position would have earned nothing: what it earned before fees, per unit traded. */
export function breakEvenOf({ gross, turnover, slippage, funding }: UnitReturns): number {
  return (sum(gross) - slippage - funding) / turnover;
}

/** Gross results beside the net ones, and the Sharpe ratio of a bar, not annualised. */
export function unitMetrics({ gross, net, turnover }: UnitReturns, bars_per_year: number): readonly Metric[] {
  const bars = gross.length;
  let growth = 1;
  for (let i = 0; i < bars; i++) growth *= 1 + gross[i];
  return [
    metric('gross_return', growth - 1, 'fraction', bars),
    metric('sharpe_gross', sharpe(gross, bars_per_year), `per ${bars_per_year} bars`, bars),
    metric('sharpe_per_bar', sharpePerPeriod(net), 'per bar', bars),
    metric('turnover_per_bar', turnover / bars, 'times equity', bars),
  ];
}
