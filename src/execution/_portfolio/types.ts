import type { Select } from '../../core/contracts/portfolio.ts';
import type { Instrument } from '../../core/instrument.ts';
import type { Schedule } from '../../core/schedule.ts';
import type {
  Bound,
  FillLog,
  FinerTimes,
  Log,
  OrderLog,
  SimulationColumns,
  SimulationPlan,
  SimulationResult,
  TradeLog,
} from '../_simulator/types.ts';

type Shared =
  | 'cash'
  | 'takerRate'
  | 'slippage'
  | 'funding'
  | 'sizing'
  | 'maxPosition'
  | 'minTrade'
  | 'barsPerYear'
  | 'leverage'
  | 'margin'
  | 'latency'
  | 'gates'
  | 'record';

/** Everything that rules a rebalanced account, in part as in a simulation of one symbol. */
export interface PortfolioPlan extends Pick<SimulationPlan, Shared> {
  readonly side: 'long' | 'short' | 'both' | 'long_short';
  /** Absent: all that pass the gates. */
  readonly select: Bound<Select> | undefined;
  /** In the order in which they change weights. */
  readonly limits: SimulationPlan['limits'];
  readonly schedule: Schedule;
  /** Whether the signal gives an edge: then a symbol without one is not known. */
  readonly ranked: boolean;
}

/** One symbol: columns on its own rows. */
export interface PortfolioSymbol {
  readonly symbol: string;
  readonly columns: SimulationColumns;
  /** Own row of each grid row, -1 = no bar. */
  readonly rowOf: Int32Array;
  /** By own row: 1 where the universe holds the symbol. */
  readonly listed: Uint8Array;
  readonly instrument: Instrument;
}

export interface PortfolioColumns {
  /** Opens of the bars of all symbols, ascending. */
  readonly time: Float64Array;
  readonly interval_ms: number;
  /** In the order of their names. */
  readonly symbols: readonly PortfolioSymbol[];
}

/** Codes of `reason` in portfolio trades, after those of the single-symbol simulator. */
export const TARGET_FIELDS = ['decision_row', 'symbol', 'side', 'score', 'weight', 'held', 'ordered'] as const;
/** Symbols that gates refused at a rebalance, and the bits of all gates that did. */
export const REFUSAL_FIELDS = ['row', 'symbol', 'mask'] as const;
export const SYMBOL_FIELDS = [
  'trades',
  'wins',
  'fees',
  'slippage',
  'funding',
  'turnover',
  'net_pnl',
  'bars_held',
  'chosen',
] as const;

/** Counts of what the rules of the portfolio did. */
export interface PortfolioTotals {
  rebalances: number;
  /** Rebalances at which no symbol had a known score: positions stay as they are. */
  empty_sections: number;
  /** Places of `select` that nothing qualified for. */
  unfilled: number;
  /** Chosen symbols whose weight the sizing could not tell. */
  unsized: number;
  /** Rebalances whose weights summed beyond the leverage and were scaled to it. */
  scaled_to_leverage: number;
  /** Orders not sent: smaller than min_trade, smaller than the exchange takes. */
  below_min_trade: number;
  below_min_notional: number;
  /** Positions closed at the last close of a symbol that went before the data end. */
  vanished: number;
  liquidations: number;
  /** Orders cancelled because their symbol had no bar until the next rebalance. */
  unfillable: number;
}

/** What a rebalanced account tells besides what one of a single symbol does; rows are those of the grid. */
export interface PortfolioFacts {
  readonly symbols: readonly string[];
  /** Sum of |size * close| and of size * close over equity, at each close. */
  readonly gross: Float64Array;
  readonly net: Float64Array;
  /** Symbols held at each close. */
  readonly positions: Uint16Array;
  readonly counts: Readonly<PortfolioTotals>;
  readonly perSymbol: Log<(typeof SYMBOL_FIELDS)[number]>;
  /** Absent with `record: none`; `symbol` indexes `symbols` in all four. */
  readonly logs?: {
    readonly trades: TradeLog;
    readonly orders: OrderLog;
    readonly fills: FillLog;
    readonly times?: FinerTimes | undefined;
    /** Of a schedule only. */
    readonly targets?: Log<(typeof TARGET_FIELDS)[number]>;
    readonly refusals?: Log<(typeof REFUSAL_FIELDS)[number]>;
  };
  /** Without a schedule: by symbol, on its own rows, as in `SimulationResult.details`. */
  readonly bars?: readonly {
    readonly position: Float64Array;
    readonly outcome: Uint8Array;
    readonly refused: Uint32Array;
  }[];
}

/** As a simulation of one symbol, over the rows of the grid; its `details` hold the net exposure as `position`. */
export interface PortfolioResult extends SimulationResult {
  readonly portfolio: PortfolioFacts;
}
