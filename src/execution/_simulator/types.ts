import type { ExitDistance, Slippage } from '../../core/contracts/execution.ts';
import type { Limit, Sizing } from '../../core/contracts/portfolio.ts';
import type { Instrument } from '../../core/instrument.ts';
import type { PortfolioFacts } from '../_portfolio/types.ts';

/** A component of the spec with its canonical values. */
export interface Bound<C> {
  readonly component: C;
  readonly values: { readonly [key: string]: unknown };
}
export type NamedLimit = Bound<Limit> & { readonly name: string };

/** Everything that rules one simulation. Built by `planSimulation`; rates are fractions, counts are bars. */
export interface SimulationPlan {
  readonly cash: number;
  readonly takerRate: number;
  readonly makerRate: number;
  readonly slippage: Bound<Slippage> | undefined;
  readonly funding: 'none' | 'charged';
  readonly side: 'long' | 'short' | 'both';
  readonly sizing: Bound<Sizing>;
  readonly maxPosition: number;
  readonly minTrade: number;
  readonly barsPerYear: number;
  /** Symbols that share the account. */
  readonly symbols: number;
  readonly limits: readonly NamedLimit[];
  readonly leverage: number;
  readonly margin: 'cross' | 'isolated';
  /** 0 = sizes are not rounded. */
  readonly lot: number;
  readonly minNotional: number;
  /** Of the exchange: tiers of the maintenance margin (empty: none is asked for), and the fee of a liquidation. */
  readonly tiers: Instrument['tiers'];
  readonly liquidationFee: number;
  readonly latency: number;
  readonly armAfter: number;
  /** Infinity = no timed exit. */
  readonly maxHold: number;
  readonly stopLoss: Bound<ExitDistance> | undefined;
  readonly takeProfit: Bound<ExitDistance> | undefined;
  readonly opposite: 'flip' | 'close' | 'ignore';
  readonly neutral: 'close' | 'ignore';
  /** Which comes first where stop and target lie in one bar; `target_first` only for the ambiguity band. */
  readonly ambiguity: 'stop_first' | 'target_first';
  /** Names in the order of their mask bits; `cooldown` in bars where the gate has one. */
  readonly gates: readonly { readonly name: string; readonly cooldown: number | undefined }[];
  /** `none`: equity per bar and totals only. */
  readonly record: 'all' | 'none';
}

/** Prices that orders fill at, by row; volume is needed by slippage that asks for it. */
export interface PriceColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume?: Float64Array | undefined;
}

/** Bars within those that decisions are made on; rows without prices are left out. */
export interface FinerColumns extends PriceColumns {
  readonly interval_ms: number;
  /** Epoch ms of the opens. */
  readonly time: Float64Array;
  /** First finer row of each row of decisions, and one more: where the rows of the last one end. */
  readonly first: Int32Array;
}

/** Columns of one symbol, all of one length. `step(t)` reads nothing above t, so a live feed may fill them as it goes. */
export interface SimulationColumns extends PriceColumns {
  /** Where orders fill on finer bars. */
  readonly finer?: FinerColumns | undefined;
  readonly direction: Float64Array;
  readonly edge: Float64Array;
  readonly sigma: Float64Array;
  readonly strength: Float64Array;
  /** From `pushGates`: -1 0 1, and one bit per refusing gate; bytes where nobody asks which gate refused (1 = one did). */
  readonly vote: Int8Array;
  readonly mask: Uint32Array | Uint8Array;
  /** What `simulationInputs(plan)` names. */
  readonly sizing?: Float64Array | undefined;
  readonly slippage?: Float64Array | undefined;
  readonly stopLoss?: Float64Array | undefined;
  readonly takeProfit?: Float64Array | undefined;
  /** Rate paid at the open of a bar by longs to shorts; 0 or NaN where nothing is due. */
  readonly funding?: Float64Array | undefined;
  /** What a bar held after each row earns, in bps: read by the vectorised execution only. */
  readonly earned?: Float64Array | undefined;
}

/** Codes of `reason` in trades. */
export const EXIT_REASONS = [
  'target',
  'stop',
  'stop (gap)',
  'max_hold',
  'opposite',
  'neutral',
  'end_of_data',
  'liquidation',
  'ruin',
  'rebalance',
  'vanished',
] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** Codes of `outcome`: what became of the decision at the close of a bar. */
export const OUTCOMES = ['none', 'accepted', 'gate', 'limit', 'exits', 'min_trade'] as const;

/** Codes of `type`, `purpose` and `status` in orders. Purposes of exits are the codes of EXIT_REASONS, `entry` is -1. */
export const ORDER_TYPES = ['market', 'stop', 'limit'] as const;
export const ORDER_STATUSES = ['open', 'filled', 'cancelled'] as const;
export const ENTRY = -1;

/** Rows are absolute; NaN where there is none. Money is in the quote currency, sizes in base units. */
export const TRADE_FIELDS = [
  'side',
  'decision_row',
  'entry_row',
  'entry_price',
  'exit_row',
  'exit_price',
  'size',
  'edge', // bps, predicted at the decision
  'strength',
  'sigma', // bps
  'atr', // the column that scales the stop (or else the target) at the decision
  'stop_distance',
  'target_distance',
  'reason',
  'bars_held',
  'fees',
  'slippage',
  'funding', // paid; negative = received
  'gross_pnl', // at unmoved prices, before all costs
  'net_pnl',
  'cash_after',
  'mae', // fraction of the entry price, <= 0
  'mfe', // fraction of the entry price, >= 0
  'symbol', // its place in the panel; 0 where there is one
] as const;
export const ORDER_FIELDS = [
  'placed_row',
  'type',
  'purpose',
  'side',
  'size',
  'level',
  'closed_row',
  'status',
  'symbol',
] as const;
export const FILL_FIELDS = [
  'row',
  'order',
  'side',
  'size',
  'price',
  'unmoved_price',
  'fee',
  'slippage',
  'funding',
  'symbol',
] as const;

/** Rows as columns, all of length `rows`. */
export type Log<F extends string> = { readonly rows: number } & { readonly [field in F]: Float64Array };
export type TradeLog = Log<(typeof TRADE_FIELDS)[number]>;
export type OrderLog = Log<(typeof ORDER_FIELDS)[number]>;
export type FillLog = Log<(typeof FILL_FIELDS)[number]>;

/** Opens of the finer bars of entries and exits (rows as in the trades) and of filled or cancelled orders, epoch ms. */
export interface FinerTimes {
  readonly trades: Log<'entry_time' | 'exit_time'>;
  readonly orders: Log<'closed_time'>;
}

export interface Totals {
  trades: number;
  wins: number;
  losses: number;
  /** Sum of positive and of negative net PnL. */
  profit: number;
  loss: number;
  fees: number;
  slippage: number;
  funding: number;
  /** Sum of price * size over all fills. */
  turnover: number;
  bars_held: number;
  /** Bars with a direction at whose close something could be opened. */
  decisions: number;
  /** Of those, passed by all gates. */
  accepted: number;
  /** Refused after the gates: by a limit, for an unknown stop or target distance, for its size. */
  refused_limit: number;
  refused_exits: number;
  refused_min_trade: number;
}

export interface GateCount {
  readonly name: string;
  /** Decisions that this gate refused as the first in order. */
  readonly first: number;
  /** Decisions that it refused at all. */
  readonly all: number;
}

export interface SimulationResult {
  /** Per row, marked at the close; NaN outside the simulated rows. The last one is after the forced exit. */
  readonly equity: Float64Array;
  readonly cash: number;
  readonly ruined: boolean;
  readonly totals: Readonly<Totals>;
  readonly gates: readonly GateCount[];
  readonly limits: readonly { readonly name: string; readonly refused: number }[];
  /** Absent with `record: none`. */
  readonly details?: {
    readonly trades: TradeLog;
    readonly orders: OrderLog;
    readonly fills: FillLog;
    /** Where orders fill on finer bars. */
    readonly times?: FinerTimes | undefined;
    /** Signed size held at the close of each row. */
    readonly position: Float64Array;
    /** Codes of OUTCOMES per row, and the mask of the refusing gates, cooldown included, where there was a decision. */
    readonly outcome: Uint8Array;
    readonly refused: Uint32Array;
  };
  /** What only a rebalanced account has. */
  readonly portfolio?: PortfolioFacts;
}

/** A simulation under way: `step` for each row in order, then `finish` once. */
export interface Simulation {
  step(row: number): void;
  finish(): SimulationResult;
}
