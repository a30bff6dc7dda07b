import { isoOf, startOfMonth } from '../../core/calendar.ts';
import type { AccountCurve, RunFacts } from '../input.ts';

export interface Month {
  /** `2024-03`. */
  readonly month: string;
  /** Change of equity within the month: money and fraction of the equity before it. */
  readonly pnl: number;
  readonly ret: number;
}

/** Results by UTC month of the bar's open; the first starts at the cash. */
export function monthsOf({ time, equity, cash }: AccountCurve): readonly Month[] {
  const months: Month[] = [];
  let before = cash;
  for (let from = 0, to = 0; from < time.length; from = to) {
    const start = startOfMonth(time[from]);
    while (to < time.length && (time[to] - start < 28 * 86_400_000 || startOfMonth(time[to]) === start)) to++;
    const end = equity[to - 1];
    months.push({ month: isoOf(start).slice(0, 7), pnl: end - before, ret: end / before - 1 });
    before = end;
  }
  return months;
}

/** Fall of each point below the highest equity so far, <= 0; the cash counts as the first peak. */
export function drawdownOf({ equity, cash }: AccountCurve): Float64Array {
  let peak = cash;
  return equity.map((value) => {
    if (value > peak) peak = value;
    return value / peak - 1;
  });
}

/** What holding the asset over the traded bars would have given, without costs. */
export function holdingOf({ close }: AccountCurve): { readonly ret: number; readonly drawdown: number } | undefined {
  if (close.length < 2) return undefined;
  let peak = close[0];
  let worst = 0;
  for (const price of close) {
    if (price > peak) peak = price;
    worst = Math.min(worst, price / peak - 1);
  }
  return { ret: close[close.length - 1] / close[0] - 1, drawdown: worst };
}

/** Pairs of row and time at which the even grid of the bars starts anew: one without gaps, one more per gap. */
export function gridOf(time: Float64Array, interval_ms: number): readonly (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = [];
  for (let i = 0; i < time.length; i++) {
    if (i === 0 || time[i] - time[i - 1] !== interval_ms) runs.push([i, time[i]]);
  }
  return runs;
}

/** Share of the data window's bars that the source did not have. */
export const missingShare = ({ clean, rows }: RunFacts): number =>
  rows === 0 ? 0 : clean.missing_bars / (rows + clean.missing_bars - clean.filled_bars);
