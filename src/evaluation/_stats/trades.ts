import { mean } from '../../core/math/index.ts';
import { DAY_MS, DAYS_PER_YEAR } from './equity.ts';
import { ratio } from './sample.ts';

/**
 * Traded notional (both sides) / mean equity: `total` over the span, `annual` per year of 365 days.
 * A full round trip at the size of equity adds 2.
 */
export function turnover(notional: number, equity: Float64Array, span_ms: number): { total: number; annual: number } {
  const total = ratio(notional, mean(equity));
  return { total, annual: ratio(total * DAYS_PER_YEAR * DAY_MS, span_ms) };
}

/** Sums over closed trades, quote units. */
export interface TradeCosts {
  /** After fees, slippage and funding. */
  readonly net: number;
  /** Positive when paid, a rebate is negative. */
  readonly fees: number;
  /** Traded value of entries and exits. */
  readonly notional: number;
}

/**
 * The fee per side (bps of notional) at which the trades net exactly 0, slippage and funding as they were:
 * (net + fees) / notional x 10,000. Negative where they lose before fees.
 */
export function breakEvenFeeBps({ net, fees, notional }: TradeCosts): number {
  return ratio(net + fees, notional) * 10_000;
}
