/** What the exchange asks of orders and positions in one symbol. 0 = nothing. */
export interface Instrument {
  /** Step of prices, in quote units. */
  readonly tick: number;
  /** Step of sizes, in base units. */
  readonly lot: number;
  /** Smallest order, in quote units; orders that only close are free of it. */
  readonly minNotional: number;
  /** Fee of a liquidation, a fraction of the value closed. */
  readonly liquidationFee: number;
  /**
   * Maintenance margin = value * rate - amount of the tier that holds the value; tiers ascend by `from` (quote units).
   * Empty: none is asked for.
   */
  readonly tiers: readonly MarginTier[];
}

export interface MarginTier {
  readonly from: number;
  readonly rate: number;
  readonly amount: number;
}

/** The tier that holds a value; undefined where there is none. */
export function tierOf(tiers: readonly MarginTier[], value: number): MarginTier | undefined {
  let k = tiers.length - 1;
  while (k > 0 && tiers[k].from > value) k--;
  return tiers[k];
}

export const NO_RULES: Instrument = Object.freeze({ tick: 0, lot: 0, minNotional: 0, liquidationFee: 0, tiers: [] });
