import { sum } from '../../core/math/index.ts';
import { breakEvenFeeBps } from '../../evaluation/_stats/index.ts';
import type { CostFacts, TradeColumns } from '../input.ts';

export interface CostLadder {
  /** Net result in quote units at each fee per side, sizes and exits as they were. */
  readonly steps: readonly { readonly fee_bps: number; readonly net: number }[];
  /** Fee per side at which the trades net 0. */
  readonly break_even_bps: number;
  /** Fees paid over notional traded: what was really charged per side. */
  readonly paid_bps: number;
  /** Mean gross result, slippage and fees per trade, in bps of one side's notional. */
  readonly gross_bps: number;
  readonly cost_bps: number;
}

export function notionalOf(trades: TradeColumns): Float64Array {
  return trades.size.map((size, i) => Math.abs(size) * (trades.entry_price[i] + trades.exit_price[i]));
}

export function ladderOf(trades: TradeColumns): CostLadder {
  const notional = notionalOf(trades);
  const [net, fees, turned] = [sum(trades.net_pnl), sum(trades.fees), sum(notional)];
  const costs = fees + sum(trades.slippage) + sum(trades.funding);
  const perSide = (money: number): number => (turned === 0 ? NaN : (money / (turned / 2)) * 10_000);
  const last = Math.max(10, Math.min(50, Math.ceil((fees / turned) * 10_000 + 2) || 10));
  const steps = Array.from({ length: last + 1 }, (_, fee_bps) => ({
    fee_bps,
    net: net + fees - (turned * fee_bps) / 10_000,
  }));
  return {
    steps,
    break_even_bps: breakEvenFeeBps({ net, fees, notional: turned }),
    paid_bps: turned === 0 ? NaN : (fees / turned) * 10_000,
    gross_bps: perSide(net + costs),
    cost_bps: perSide(costs),
  };
}

/** The fee that the spec charges where nothing was traded to tell. */
export const feeOf = (ladder: CostLadder | undefined, costs: CostFacts): number =>
  ladder !== undefined && Number.isFinite(ladder.paid_bps) ? ladder.paid_bps : costs.taker_bps;

export interface ExitReason {
  readonly reason: string;
  readonly count: number;
  readonly hits: number;
  readonly net: number;
  readonly bars_held: number;
}

/** Trades by the reason of their exit, most frequent first. */
export function exitsOf(trades: TradeColumns): readonly ExitReason[] {
  const names = [...new Set(trades.reason)].sort();
  const rows = names.map((reason) => {
    const of = (value: (i: number) => number): number =>
      trades.reason.reduce((total, r, i) => (r === reason ? total + value(i) : total), 0);
    const count = of(() => 1);
    const hits = of((i) => (trades.net_pnl[i] > 0 ? 1 : 0));
    return {
      reason,
      count,
      hits,
      net: of((i) => trades.net_pnl[i]),
      bars_held: of((i) => trades.bars_held[i]) / count,
    };
  });
  return rows.sort((a, b) => b.count - a.count);
}

export interface HistogramBin {
  readonly from: number;
  /** Inclusive: hold times are whole bars. */
  readonly to: number;
  readonly count: number;
}

/** Hold times in bins of equally many bars, at most `most` of them. */
export function holdsOf(trades: TradeColumns, most = 30): readonly HistogramBin[] {
  if (trades.rows === 0) return [];
  const [low, high] = [
    trades.bars_held.reduce((a, b) => Math.min(a, b)),
    trades.bars_held.reduce((a, b) => Math.max(a, b)),
  ];
  const width = Math.max(1, Math.ceil((high - low + 1) / most));
  const bins = Array.from({ length: Math.floor((high - low) / width) + 1 }, (_, i) => ({
    from: low + i * width,
    to: low + (i + 1) * width - 1,
    count: 0,
  }));
  for (const bars of trades.bars_held) bins[Math.floor((bars - low) / width)].count += 1;
  return bins;
}

/** Rows of the best or worst trades by net result, the most extreme first. */
export function extremesOf(trades: TradeColumns, count: number, side: 'best' | 'worst'): readonly number[] {
  const order = Array.from({ length: trades.rows }, (_, i) => i);
  const sign = side === 'best' ? -1 : 1;
  order.sort((a, b) => sign * (trades.net_pnl[a] - trades.net_pnl[b]) || a - b);
  return order.filter((i) => sign * trades.net_pnl[i] < 0).slice(0, count);
}
