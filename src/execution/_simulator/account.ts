import type { Rows } from './log.ts';
import { startRows } from './log.ts';
import { FILL_FIELDS, ORDER_FIELDS, TRADE_FIELDS } from './types.ts';
import type { SimulationColumns, SimulationPlan, Totals } from './types.ts';

export interface Journal {
  readonly trades: Rows<(typeof TRADE_FIELDS)[number]>;
  readonly orders: Rows<(typeof ORDER_FIELDS)[number]>;
  readonly fills: Rows<(typeof FILL_FIELDS)[number]>;
  readonly position: Float64Array;
  readonly outcome: Uint8Array;
  readonly refused: Uint32Array;
}

/** No order, no row. */
export const NONE = -1;

/** All that a simulation remembers from one bar to the next. `side` 0 = flat. */
export interface Account {
  readonly plan: SimulationPlan;
  readonly columns: SimulationColumns;
  readonly equity: Float64Array;
  readonly journal: Journal | undefined;
  readonly totals: Totals;
  readonly firstRefusals: Float64Array;
  readonly allRefusals: Float64Array;
  readonly limitRefusals: Float64Array;
  readonly sizingState: unknown;
  readonly limitStates: readonly unknown[];

  /** Cash plus what closed trades and paid fees have changed; an open position is valued apart. */
  balance: number;
  /** Equity at the last bar that had prices. */
  marked: number;
  stopped: boolean;
  row: number;
  pricedRow: number;
  exitRow: number;
  /** Index of the first limit that forbids entries at this close. */
  limit: number;

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

/** `equity`: where it is written; default a new column, NaN where no row was stepped over. */
export function openAccount(plan: SimulationPlan, columns: SimulationColumns, equity?: Float64Array): Account {
  const rows = columns.close.length;
  return {
    plan,
    columns,
    equity: equity ?? new Float64Array(rows).fill(NaN),
    journal: plan.record === 'all' ? openJournal(rows) : undefined,
    totals: noTotals(),
    firstRefusals: new Float64Array(plan.gates.length),
    allRefusals: new Float64Array(plan.gates.length),
    limitRefusals: new Float64Array(plan.limits.length),
    sizingState: plan.sizing.component.start(plan.sizing.values as never, plan.barsPerYear),
    limitStates: plan.limits.map(({ component, values }) => component.start(values as never)),
    balance: plan.cash,
    marked: plan.cash,
    stopped: false,
    row: NONE,
    pricedRow: NONE,
    exitRow: -Infinity,
    limit: NONE,
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

function openJournal(rows: number): Journal {
  return {
    trades: startRows(TRADE_FIELDS),
    orders: startRows(ORDER_FIELDS),
    fills: startRows(FILL_FIELDS),
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
