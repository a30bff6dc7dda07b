import { mean, sum } from '../../core/math/index.ts';
import { DAY_MS, DAYS_PER_YEAR } from './equity.ts';
import { ratio } from './sample.ts';

/**
 * Closed trades as columns, one row per trade in order of exit. Money in quote units; costs are positive when paid,
 * a rebate or funding received is negative. `net` = profit after fees, slippage and funding; `ret` = net as a fraction
 * of entry notional; `notional` = traded value of entry plus exit; bars are row numbers, both ends of a trade.
 */
export interface TradeColumns {
  readonly net: Float64Array;
  readonly ret: Float64Array;
  readonly notional: Float64Array;
  readonly fees: Float64Array;
  readonly slippage: Float64Array;
  readonly funding: Float64Array;
  readonly entry_bar: Float64Array;
  readonly exit_bar: Float64Array;
}

/** Share of trades with net > 0, 0..1; a trade that nets 0 is no hit. NaN without trades, as all below. */
export function hitRate(net: Float64Array): number {
  return net.filter((v) => v > 0).length / net.length;
}

/** Sum of gains / |sum of losses|; NaN without a loss. */
export function profitFactor(net: Float64Array): number {
  return ratio(sum(net.filter((v) => v > 0)), -sum(net.filter((v) => v < 0)));
}

/** Mean net result of a trade, in the unit of the input (quote units, or fraction when given `ret`). */
export function expectancy(net: Float64Array): number {
  return mean(net);
}

export function averageWin(net: Float64Array): number {
  return mean(net.filter((v) => v > 0));
}

/** Mean of the losing trades; negative. */
export function averageLoss(net: Float64Array): number {
  return mean(net.filter((v) => v < 0));
}

/** Average win / |average loss|. */
export function payoffRatio(net: Float64Array): number {
  return ratio(averageWin(net), -averageLoss(net));
}

/** Mean of exit bar - entry bar; 0 for a trade that closes in its entry bar. */
export function averageHoldBars(trades: Pick<TradeColumns, 'entry_bar' | 'exit_bar'>): number {
  return mean(trades.exit_bar.map((exit, i) => exit - trades.entry_bar[i]));
}

/** Most trades in a row with net < 0. */
export function longestLosingStreak(net: Float64Array): number {
  let run = 0;
  let longest = 0;
  for (let i = 0; i < net.length; i++) {
    run = net[i] < 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Share of bars at whose close a position is held, 0..1. NaN positions count as flat. */
export function exposure(position: Float64Array): number {
  return position.filter((v) => v !== 0 && !Number.isNaN(v)).length / position.length;
}

/**
 * Traded notional (both sides) / mean equity: `total` over the span, `annual` per year of 365 days.
 * A full round trip at the size of equity adds 2.
 */
export function turnover(notional: number, equity: Float64Array, span_ms: number): { total: number; annual: number } {
  const total = ratio(notional, mean(equity));
  return { total, annual: ratio(total * DAYS_PER_YEAR * DAY_MS, span_ms) };
}

export interface CostTotals {
  readonly fees: number;
  readonly slippage: number;
  readonly funding: number;
  readonly total: number;
}

/** Costs in quote units over all trades; positive = paid. */
export function costTotals(trades: Pick<TradeColumns, 'fees' | 'slippage' | 'funding'>): CostTotals {
  const fees = sum(trades.fees);
  const slippage = sum(trades.slippage);
  const funding = sum(trades.funding);
  return { fees, slippage, funding, total: fees + slippage + funding };
}

/**
 * The fee per side (bps of notional) at which the trades net exactly 0, slippage and funding as they were:
 * (net + fees) / notional x 10,000. Negative where they lose before fees.
 */
export function breakEvenFeeBps(trades: Pick<TradeColumns, 'net' | 'fees' | 'notional'>): number {
  return ratio((sum(trades.net) + sum(trades.fees)) * 10_000, sum(trades.notional));
}
