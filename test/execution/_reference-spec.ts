/** What the slow reference is given: bars with the signal on them, and a spec in its own words. */
export interface RefPrices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export interface RefBar extends RefPrices {
  /** The finer bars that orders fill on; absent: the bar itself. */
  readonly inner?: readonly RefPrices[];
  readonly edge: number;
  readonly sigma: number;
  readonly atr: number;
  readonly funding: number;
}

export interface RefDistance {
  readonly type: 'fixed' | 'scaled';
  /** Fraction of the fill price, or multiple of the bar's `atr`. */
  readonly by: number;
}

export interface RefSpec {
  readonly cash: number;
  readonly taker_bps: number;
  readonly maker_bps: number;
  readonly slippage: {
    readonly type: 'none' | 'fixed' | 'scaled' | 'volume_share';
    readonly by: number;
    readonly share: number;
  };
  readonly funding: boolean;
  readonly side: 'long' | 'short' | 'both';
  readonly sizing: {
    readonly type: 'edge' | 'fixed' | 'volatility' | 'kelly';
    readonly by: number;
    readonly samples: number;
  };
  readonly max_position: number;
  readonly min_trade: number;
  readonly drawdown: { readonly max: number; readonly window: number | undefined } | undefined;
  readonly leverage: number;
  readonly margin: 'cross' | 'isolated';
  readonly lot: number | undefined;
  readonly latency: number;
  readonly arm_after: number;
  readonly max_hold: number | undefined;
  readonly stop: RefDistance | undefined;
  readonly target: RefDistance | undefined;
  readonly opposite: 'flip' | 'close' | 'ignore';
  readonly neutral: 'close' | 'ignore';
  readonly ambiguity: 'stop_first' | 'target_first';
  readonly gates: {
    readonly warmup?: number | undefined;
    readonly sigma_floor?: number | undefined;
    readonly cooldown?: number | undefined;
    readonly z?: number | undefined;
    readonly ev?: number | undefined;
    readonly min_edge?: number | undefined;
    readonly persistence?: number | undefined;
    readonly quantile?: { readonly window: number; readonly above: number; readonly below: number } | undefined;
  };
}
