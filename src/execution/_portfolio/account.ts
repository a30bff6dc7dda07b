import type { Book } from '../../core/contracts/portfolio.ts';
import { startRows } from '../_simulator/log.ts';
import type { Rows } from '../_simulator/log.ts';
import { FILL_FIELDS, ORDER_FIELDS, TRADE_FIELDS } from '../_simulator/types.ts';
import type { PriceColumns, Totals } from '../_simulator/types.ts';
import { noTotals, startTimes } from '../_simulator/account.ts';
import type { Journal } from '../_simulator/account.ts';
import { REFUSAL_FIELDS, SYMBOL_FIELDS, TARGET_FIELDS } from './types.ts';
import type { PortfolioColumns, PortfolioPlan, PortfolioTotals } from './types.ts';

export interface PortfolioJournal {
  readonly trades: Rows<(typeof TRADE_FIELDS)[number]>;
  readonly orders: Rows<(typeof ORDER_FIELDS)[number]>;
  readonly fills: Rows<(typeof FILL_FIELDS)[number]>;
  readonly targets: Rows<(typeof TARGET_FIELDS)[number]>;
  readonly refusals: Rows<(typeof REFUSAL_FIELDS)[number]>;
  readonly times: Journal['times'];
}

/** What is known of a position since it was opened from flat; sums over its fills. All by symbol. */
export const EPISODE = [
  'in_size', // bought for a long, sold for a short
  'in_value',
  'in_unmoved',
  'out_value',
  'out_unmoved',
  'fees',
  'slippage',
  'funding',
  'lowest',
  'highest',
  'decision',
  'entry_row',
  'entry_time',
  'edge',
  'strength',
  'sigma',
] as const;

/** All that a rebalanced account remembers from one bar to the next. */
export interface PortfolioAccount {
  readonly plan: PortfolioPlan;
  readonly columns: PortfolioColumns;
  /** By symbol, what orders fill on: the columns themselves, or finer bars. */
  readonly prices: readonly PriceColumns[];
  /** Finer bars of a row of the grid (1: there are none), the one that is under way, and its open in epoch ms. */
  readonly slots: number;
  slot: number;
  slotTime: number;
  readonly equity: Float64Array;
  readonly gross: Float64Array;
  readonly net: Float64Array;
  readonly positions: Uint16Array;
  readonly totals: Totals;
  readonly counts: PortfolioTotals;
  readonly firstRefusals: Float64Array;
  readonly allRefusals: Float64Array;
  readonly limitRefusals: Float64Array;
  readonly sizingState: unknown;
  readonly limitStates: readonly unknown[];
  readonly journal: PortfolioJournal | undefined;
  readonly perSymbol: { readonly [field in (typeof SYMBOL_FIELDS)[number]]: Float64Array };
  readonly book: Book;

  /** Ledger: starting cash less what was bought, plus what was sold, less fees and funding. Equity = cash + sum of size * price. */
  cash: number;
  /** Equity at the last close. */
  marked: number;
  stopped: boolean;
  /** A limit forbids new entries at this close. */
  frozen: number;

  /** By symbol: signed size, average price of what is held, last close, grid row of the last exit. */
  readonly size: Float64Array;
  readonly average: Float64Array;
  readonly price: Float64Array;
  readonly exitRow: Float64Array;
  readonly episode: { readonly [field in (typeof EPISODE)[number]]: Float64Array };
  /** Symbols with a position, ascending, the first `heldCount`. */
  readonly held: Int32Array;
  heldCount: number;

  /** By symbol: signed size still to be traded, and the order's row in the log. `dueRow` is the same for all of a rebalance. */
  readonly ordered: Float64Array;
  readonly order: Int32Array;
  /** Symbols with a waiting order, ascending. */
  waiting: number[];
  dueRow: number;
  /** With finer bars: how many ms after the open of `dueRow`. */
  dueWithin: number;
  decisionRow: number;
}

const byName = <F extends string>(fields: readonly F[], n: number): { readonly [field in F]: Float64Array } =>
  Object.fromEntries(fields.map((field) => [field, new Float64Array(n)])) as { [field in F]: Float64Array };

export function openPortfolio(plan: PortfolioPlan, columns: PortfolioColumns): PortfolioAccount {
  const n = columns.symbols.length;
  const rows = columns.time.length;
  const finer_ms = columns.symbols[0]?.columns.finer?.interval_ms;
  return {
    plan,
    columns,
    prices: columns.symbols.map(({ columns: own }) => own.finer ?? own),
    slots: finer_ms === undefined ? 1 : columns.interval_ms / finer_ms,
    slot: 0,
    slotTime: NaN,
    equity: new Float64Array(rows).fill(NaN),
    gross: new Float64Array(rows).fill(NaN),
    net: new Float64Array(rows).fill(NaN),
    positions: new Uint16Array(rows),
    totals: noTotals(),
    counts: noCounts(),
    firstRefusals: new Float64Array(plan.gates.length),
    allRefusals: new Float64Array(plan.gates.length),
    limitRefusals: new Float64Array(plan.limits.length),
    sizingState: plan.sizing.component.start(plan.sizing.values as never, plan.barsPerYear),
    limitStates: plan.limits.map(({ component, values }) => component.start(values as never)),
    journal: plan.record === 'all' ? openJournal(finer_ms !== undefined) : undefined,
    perSymbol: byName(SYMBOL_FIELDS, n),
    book: openBook(plan, columns),
    cash: plan.cash,
    marked: plan.cash,
    stopped: false,
    frozen: -1,
    size: new Float64Array(n),
    average: new Float64Array(n).fill(NaN),
    price: new Float64Array(n).fill(NaN),
    exitRow: new Float64Array(n).fill(-Infinity),
    episode: byName(EPISODE, n),
    held: new Int32Array(n),
    heldCount: 0,
    ordered: new Float64Array(n),
    order: new Int32Array(n).fill(-1),
    waiting: [],
    dueRow: Infinity,
    dueWithin: 0,
    decisionRow: -1,
  };
}

export function noCounts(): PortfolioTotals {
  return {
    rebalances: 0,
    empty_sections: 0,
    unfilled: 0,
    unsized: 0,
    scaled_to_leverage: 0,
    below_min_trade: 0,
    below_min_notional: 0,
    vanished: 0,
    liquidations: 0,
    unfillable: 0,
  };
}

function openJournal(isFiner: boolean): PortfolioJournal {
  return {
    times: isFiner ? startTimes() : undefined,
    trades: startRows(TRADE_FIELDS),
    orders: startRows(ORDER_FIELDS),
    fills: startRows(FILL_FIELDS),
    targets: startRows(TARGET_FIELDS),
    refusals: startRows(REFUSAL_FIELDS),
  };
}

/** `row` is the decision's grid row, set before each use. */
export interface RowBook extends Book {
  row: number;
}

function openBook({ side }: PortfolioPlan, columns: PortfolioColumns): RowBook {
  const n = columns.symbols.length;
  const numbers = (): Float64Array => new Float64Array(n);
  const book: RowBook = {
    row: -1,
    symbols: n,
    known: new Uint8Array(n),
    side: new Int8Array(n),
    score: numbers(),
    edge: numbers(),
    sigma: numbers(),
    strength: numbers(),
    price: numbers(),
    column: numbers(),
    chosen: new Int8Array(n),
    weight: numbers(),
    held: numbers(),
    sides: side === 'long_short' ? 2 : 1,
    slots: 0,
    returns: (symbol, out) => returnsBefore(columns, symbol, book.row, out),
  };
  return book;
}

/** Simple returns of the grid bars up to `row`, the latest last; NaN where either close is missing. */
function returnsBefore({ symbols }: PortfolioColumns, symbol: number, row: number, out: Float64Array): void {
  const { rowOf, columns } = symbols[symbol];
  const closeAt = (t: number): number => (t >= 0 && rowOf[t] >= 0 ? columns.close[rowOf[t]] : NaN);
  for (let k = 0; k < out.length; k++) {
    const t = row - out.length + 1 + k;
    out[k] = closeAt(t) / closeAt(t - 1) - 1;
  }
}

/** Own row of a symbol at grid row t, -1 where it has no bar or a bar without prices. */
export function pricedRow({ columns: { symbols } }: PortfolioAccount, s: number, t: number): number {
  const { rowOf, columns } = symbols[s];
  const r = rowOf[t];
  if (r < 0) return -1;
  return columns.open[r] + columns.high[r] + columns.low[r] + columns.close[r] < Infinity ? r : -1;
}

/** Row of a symbol's prices at grid row t, of the finer bar that is under way where there are any; -1 where it has none. */
export function priceRow(a: PortfolioAccount, s: number, t: number): number {
  const { rowOf, columns } = a.columns.symbols[s];
  const { finer } = columns;
  const r = rowOf[t];
  if (finer === undefined || r < 0) return pricedRow(a, s, t);
  const { time, first } = finer;
  const likely = first[r] + a.slot;
  if (likely < first[r + 1] && time[likely] === a.slotTime) return likely;
  const found = time.subarray(first[r], first[r + 1]).indexOf(a.slotTime);
  return found < 0 ? -1 : first[r] + found;
}

/** A symbol becomes one that is held; the list stays in the order of the symbols. */
export function hold(a: PortfolioAccount, s: number): void {
  let at = a.heldCount++;
  for (; at > 0 && a.held[at - 1] > s; at--) a.held[at] = a.held[at - 1];
  a.held[at] = s;
}

export function release(a: PortfolioAccount, s: number): void {
  const at = a.held.subarray(0, a.heldCount).indexOf(s);
  a.held.copyWithin(at, at + 1, a.heldCount--);
}
