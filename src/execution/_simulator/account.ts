import type { Rows } from './log.ts';
import { startRows } from './log.ts';
import { FILL_FIELDS, ORDER_FIELDS, TRADE_FIELDS } from './types.ts';
import type { FinerTimes, PriceColumns, SimulationColumns, SimulationPlan, Totals } from './types.ts';
import { asColumns } from './log.ts';

export interface Journal {
  readonly trades: Rows<(typeof TRADE_FIELDS)[number]>;
  readonly orders: Rows<(typeof ORDER_FIELDS)[number]>;
  readonly fills: Rows<(typeof FILL_FIELDS)[number]>;
  /** Where orders fill on finer bars. */
  readonly times:
    { readonly trades: Rows<'entry_time' | 'exit_time'>; readonly orders: Rows<'closed_time'> } | undefined;
  readonly position: Float64Array;
  readonly outcome: Uint8Array;
  readonly refused: Uint32Array;
}

export const timesOf = ({ times }: Pick<Journal, 'times'>): { readonly times?: FinerTimes } =>
  times === undefined ? {} : { times: { trades: asColumns(times.trades), orders: asColumns(times.orders) } };

/** No order, no row. */
export const NONE = -1;

/** What all symbols of an account have in common. */
export interface Purse {
  /** Cash plus what closed trades and paid fees have changed; open positions are valued apart. */
  balance: number;
  /** Equity at the last bar that had prices. */
  marked: number;
  stopped: boolean;
  /** Index of the first limit that forbids entries at this close. */
  limit: number;
}

/** All that a simulation remembers of one symbol from one bar to the next. `side` 0 = flat. */
export interface Account {
  readonly plan: SimulationPlan;
  readonly columns: SimulationColumns;
  /** What orders fill on: the columns themselves, or finer bars; `at` is the latest row of it. */
  readonly prices: PriceColumns;
  at: number;
  readonly equity: Float64Array;
  readonly journal: Journal | undefined;
  readonly totals: Totals;
  readonly firstRefusals: Float64Array;
  readonly allRefusals: Float64Array;
  readonly limitRefusals: Float64Array;
  readonly sizingState: unknown;
  readonly limitStates: readonly unknown[];

  readonly purse: Purse;
  /** Place of the symbol among those that share the purse. */
  readonly symbol: number;
  /** Unrealised PnL of the other symbols, and their positions and waiting entries as a share of equity. */
  others: number;
  othersGross: number;
  row: number;
  pricedRow: number;
  exitRow: number;
  entryDue: number;
  entrySide: number;
  entrySize: number;
  entryDecision: number;
  entryOrder: number;
  exitDue: number;
  exitReason: number;
  exitOrder: number;

  side: number;
  size: number;
  decision: number;
  entryRow: number;
  entryAt: number;
  entryPrice: number;
  entryUnmoved: number;
  entryFee: number;
  entrySlippage: number;
  fundingPaid: number;
  stopDistance: number;
  targetDistance: number;
  liquidation: number;
  armRow: number;
  armed: boolean;
  holdRow: number;
  /** A low at or below, a high at or above these ends the position within the bar. */
  lower: number;
  upper: number;
  stopOrder: number;
  targetOrder: number;
  lowest: number;
  highest: number;
}

/**
 * `equity`: where it is written; default a new column, NaN where no row was stepped over. `first`: the account of the first
 * symbol, with which another one shares its purse, counts, logs and states.
 */
export function openAccount(
  plan: SimulationPlan,
  columns: SimulationColumns,
  equity?: Float64Array,
  first?: { readonly account: Account; readonly symbol: number },
): Account {
  const rows = columns.close.length;
  const { account: shared, symbol = 0 } = first ?? {};
  return {
    plan,
    columns,
    prices: columns.finer ?? columns,
    at: NONE,
    equity: equity ?? new Float64Array(rows).fill(NaN),
    journal: plan.record === 'all' ? openJournal(rows, columns.finer !== undefined, shared?.journal) : undefined,
    ...(shared === undefined ? commonOf(plan) : common(shared)),
    symbol,
    others: 0,
    othersGross: 0,
    row: NONE,
    pricedRow: NONE,
    exitRow: -Infinity,
    entryDue: Infinity,
    entrySide: 0,
    entrySize: 0,
    entryDecision: NONE,
    entryOrder: NONE,
    exitDue: Infinity,
    exitReason: 0,
    exitOrder: NONE,
    ...flat(),
  };
}

function flat() {
  return {
    side: 0,
    size: 0,
    decision: NONE,
    entryRow: NONE,
    entryAt: NONE,
    entryPrice: NaN,
    entryUnmoved: NaN,
    entryFee: 0,
    entrySlippage: 0,
    fundingPaid: 0,
    stopDistance: NaN,
    targetDistance: NaN,
    liquidation: NaN,
    armRow: Infinity,
    armed: false,
    holdRow: Infinity,
    lower: -Infinity,
    upper: Infinity,
    stopOrder: NONE,
    targetOrder: NONE,
    lowest: NaN,
    highest: NaN,
  };
}

function commonOf(plan: SimulationPlan) {
  return {
    purse: { balance: plan.cash, marked: plan.cash, stopped: false, limit: NONE },
    totals: noTotals(),
    firstRefusals: new Float64Array(plan.gates.length),
    allRefusals: new Float64Array(plan.gates.length),
    limitRefusals: new Float64Array(plan.limits.length),
    sizingState: plan.sizing.component.start(plan.sizing.values as never, plan.barsPerYear),
    limitStates: plan.limits.map(({ component, values }) => component.start(values as never)),
  };
}

function common({ purse, totals, firstRefusals, allRefusals, limitRefusals, sizingState, limitStates }: Account) {
  return { purse, totals, firstRefusals, allRefusals, limitRefusals, sizingState, limitStates };
}

export const startTimes = (): NonNullable<Journal['times']> => ({
  trades: startRows(['entry_time', 'exit_time']),
  orders: startRows(['closed_time']),
});

/** Finer bars of all symbols of an account, or of none: its logs are shared. */
function openJournal(rows: number, isFiner: boolean, shared?: Journal): Journal {
  return {
    trades: shared?.trades ?? startRows(TRADE_FIELDS),
    orders: shared?.orders ?? startRows(ORDER_FIELDS),
    fills: shared?.fills ?? startRows(FILL_FIELDS),
    times: shared?.times ?? (isFiner ? startTimes() : undefined),
    position: new Float64Array(rows),
    outcome: new Uint8Array(rows),
    refused: new Uint32Array(rows),
  };
}

export function noTotals(): Totals {
  return {
    trades: 0,
    wins: 0,
    losses: 0,
    profit: 0,
    loss: 0,
    fees: 0,
    slippage: 0,
    funding: 0,
    turnover: 0,
    bars_held: 0,
    decisions: 0,
    accepted: 0,
    refused_limit: 0,
    refused_exits: 0,
    refused_min_trade: 0,
  };
}
