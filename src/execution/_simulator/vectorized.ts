import type { Range } from '../../core/artifacts.ts';
import { noTotals } from './account.ts';
import { addRow, asColumns, startRows } from './log.ts';
import { reasonCode } from './orders.ts';
import type { EventValues } from './plan.ts';
import { ORDER_FIELDS, FILL_FIELDS, OUTCOMES, TRADE_FIELDS } from './types.ts';
import type { SimulationColumns, SimulationPlan, SimulationResult, Totals } from './types.ts';

/** Keys of an event execution that a vectorised one does not have. */
export const NO_EXITS: Omit<EventValues, 'cash' | 'fees' | 'slippage' | 'funding'> = Object.freeze({
  latency: 0,
  leverage: 1,
  margin: 'cross',
  lot: undefined,
  exits: {
    stop_loss: undefined,
    take_profit: undefined,
    max_hold: undefined,
    arm_after: 1,
    opposite: 'flip' as const,
    neutral: 'close' as const,
  },
});

/** What a position that is a fraction of equity has earned, whatever the account was worth. Fractions per row of the range. */
export interface UnitRecord {
  readonly gross: Float64Array;
  readonly net: Float64Array;
  /** |change of position| that each row pays for. */
  readonly changed: Float64Array;
  /** Sum of |change of position| over all rows, and what slippage and funding took of the gross. */
  readonly turnover: number;
  readonly slippage: number;
  readonly funding: number;
}

export interface VectorizedInput {
  readonly plan: SimulationPlan;
  /** `earned` is the label in bps. */
  readonly columns: SimulationColumns & { readonly earned: Float64Array };
  readonly range: Range;
  /** Cost of a side beside the fee, as a fraction. */
  readonly slippageRate: number;
}

/** An account with less than this share of its cash is used up: products of returns never reach 0 by themselves. */
const NOTHING = 1e-12;

/** Trades whole columns at once; see `execution/vectorized.ts`. Row t of equity is what the account holds at the close of t. */
export function simulateVectorized(input: VectorizedInput): { result: SimulationResult; unit: UnitRecord } {
  const { columns, range } = input;
  const rows = range.to - range.from;
  const position = positionsOf(input);
  const unit = unitOf(input, position);
  const equity = new Float64Array(columns.close.length).fill(NaN);
  let value = input.plan.cash;
  for (let i = 0; i < rows; i++) {
    value *= 1 + unit.net[i];
    if (value < input.plan.cash * NOTHING) value = 0;
    equity[range.from + i] = value;
  }
  const totals = noTotals();
  const details = detailsOf(input, { position, unit, equity, totals });
  const ruined = value === 0;
  return {
    unit,
    result: {
      equity,
      cash: value,
      ruined,
      totals,
      gates: countGates(input, totals),
      limits: [],
      ...(input.plan.record === 'all' && { details }),
    },
  };
}

/** Signed fraction of equity that is held over the bar after each row of the range; flat after the last one. */
function positionsOf({ plan, columns, range }: VectorizedInput): Float64Array {
  const { vote, mask, earned } = columns;
  const { fraction } = plan.sizing.values as { readonly fraction: number };
  const size = fraction < plan.minTrade ? 0 : Math.min(fraction, plan.maxPosition);
  const [least, most] = [plan.side === 'long' ? 0 : -1, plan.side === 'short' ? 0 : 1];
  const position = new Float64Array(range.to - range.from);
  for (let i = 0; i < position.length - 1; i++) {
    const t = range.from + i;
    const known = mask[t] === 0 && earned[t] === earned[t];
    position[i] = known ? size * Math.min(most, Math.max(least, vote[t])) : 0;
  }
  return position;
}

/** Row i holds what the decision before it has earned, and what changing to it has cost. */
function unitOf({ plan, columns, range, slippageRate }: VectorizedInput, position: Float64Array): UnitRecord {
  const { earned, funding } = columns;
  const rows = position.length;
  const [gross, net, changed] = [0, 1, 2].map(() => new Float64Array(rows));
  const charged = plan.funding === 'charged' ? funding : undefined;
  let [turnover, moved, funded] = [0, 0, 0];
  for (let i = 1; i < rows; i++) {
    const [before, held] = [i > 1 ? position[i - 2] : 0, position[i - 1]];
    const change = Math.abs(held - before);
    const rate = charged === undefined ? 0 : charged[range.from + i];
    const paid = rate === rate ? before * rate : 0;
    gross[i] = held === 0 ? 0 : (held * earned[range.from + i - 1]) / 1e4;
    net[i] = gross[i] - change * (plan.takerRate + slippageRate) - paid;
    changed[i] = change;
    turnover += change;
    moved += change * slippageRate;
    funded += paid;
  }
  const left = rows > 1 ? Math.abs(position[rows - 2]) : 0;
  if (rows > 1) {
    net[rows - 1] -= left * (plan.takerRate + slippageRate);
    changed[rows - 1] += left;
  }
  return { gross, net, changed, turnover: turnover + left, slippage: moved + left * slippageRate, funding: funded };
}

/** Decisions and what gates made of them, in the order of their bits. */
function countGates({ plan, columns, range }: VectorizedInput, totals: Totals): SimulationResult['gates'] {
  const first = new Float64Array(plan.gates.length);
  const all = new Float64Array(plan.gates.length);
  for (let t = range.from; t < range.to; t++) {
    if (columns.vote[t] === 0) continue;
    totals.decisions++;
    const mask = columns.mask[t];
    if (mask === 0) totals.accepted++;
    else first[31 - Math.clz32(mask & -mask)]++;
    for (let bits = mask; bits !== 0; bits &= bits - 1) all[31 - Math.clz32(bits & -bits)]++;
  }
  return plan.gates.map(({ name }, k) => ({ name, first: first[k], all: all[k] }));
}

interface Held {
  readonly position: Float64Array;
  readonly unit: UnitRecord;
  readonly equity: Float64Array;
  readonly totals: Totals;
}

/** Stretches of one position as trades, in money of the account they were held in; sums go to `totals`. */
function detailsOf(input: VectorizedInput, held: Held): NonNullable<SimulationResult['details']> {
  const { columns, range } = input;
  const { position } = held;
  const trades = startRows(TRADE_FIELDS);
  const size = new Float64Array(columns.close.length);
  const [outcome, refused] = [new Uint8Array(size.length), new Uint32Array(size.length)];
  for (let i = 0, to = 0; i < position.length; i = to) {
    to = i + 1;
    while (to < position.length && position[to] === position[i]) to++;
    if (position[i] === 0) continue;
    const trade = tradeOf(input, held, i, to);
    addRow(
      trades,
      TRADE_FIELDS.map((field) => trade[field]),
    );
  }
  const [accepted, gate] = [OUTCOMES.indexOf('accepted'), OUTCOMES.indexOf('gate')];
  for (let i = 0; i < position.length; i++) {
    const t = range.from + i;
    if (i > 0) size[t] = (position[i - 1] * held.equity[t - 1]) / columns.close[t - 1];
    if (columns.vote[t] === 0) continue;
    outcome[t] = columns.mask[t] === 0 ? accepted : gate;
    refused[t] = columns.mask[t];
  }
  const [orders, fills] = [startRows(ORDER_FIELDS), startRows(FILL_FIELDS)];
  return {
    trades: asColumns(trades),
    orders: asColumns(orders),
    fills: asColumns(fills),
    position: size,
    outcome,
    refused,
  };
}

/** The trade of the rows [from, to) of positions: it enters at the open after `from`, leaves at the open after `to`. */
function tradeOf(
  { plan, columns, range, slippageRate }: VectorizedInput,
  { position, unit, equity, totals }: Held,
  from: number,
  to: number,
): { readonly [field in (typeof TRADE_FIELDS)[number]]: number } {
  const side = Math.sign(position[from]);
  const share = Math.abs(position[from]);
  const last = position.length - 1;
  const worth = (i: number): number => equity[range.from + i];
  const changed = share * (worth(from) + worth(Math.min(to, last)));
  const charged = plan.funding === 'charged' ? columns.funding : undefined;
  let [gross, funding, path, mae, mfe] = [0, 0, 0, 0, 0];
  for (let i = from + 1; i <= Math.min(to, last); i++) {
    gross += unit.gross[i] * worth(i - 1);
    path += unit.gross[i] / share;
    [mae, mfe] = [Math.min(mae, path), Math.max(mfe, path)];
    const rate = i < last ? (charged?.[range.from + i + 1] ?? NaN) : NaN;
    if (rate === rate) funding += side * share * rate * worth(i);
  }
  const ends = to >= last;
  const fees = changed * plan.takerRate;
  const slippage = changed * slippageRate;
  const net_pnl = gross - fees - slippage - funding;
  const entry = range.from + from;
  const exit = Math.min(range.from + to + 1, range.from + last);
  addTrade(totals, { net_pnl, fees, slippage, funding, changed, bars: to - from });
  return {
    side,
    decision_row: entry,
    entry_row: entry + 1,
    entry_price: columns.open[entry + 1],
    exit_row: exit,
    exit_price: ends ? columns.close[exit] : columns.open[exit],
    size: (share * worth(from)) / columns.open[entry + 1],
    edge: columns.edge[entry],
    strength: columns.strength[entry],
    sigma: columns.sigma[entry],
    atr: NaN,
    stop_distance: NaN,
    target_distance: NaN,
    reason: reasonCode(ends ? 'end_of_data' : position[to] === 0 ? 'neutral' : 'opposite'),
    bars_held: to - from,
    fees,
    slippage,
    funding,
    gross_pnl: gross,
    net_pnl,
    cash_after: worth(Math.min(to, last)),
    mae,
    mfe,
    symbol: 0,
  };
}

interface Closed {
  readonly net_pnl: number;
  readonly fees: number;
  readonly slippage: number;
  readonly funding: number;
  readonly changed: number;
  readonly bars: number;
}

function addTrade(totals: Totals, { net_pnl, fees, slippage, funding, changed, bars }: Closed): void {
  totals.trades++;
  if (net_pnl > 0) totals.wins++;
  if (net_pnl < 0) totals.losses++;
  if (net_pnl > 0) totals.profit += net_pnl;
  else totals.loss += net_pnl;
  totals.fees += fees;
  totals.slippage += slippage;
  totals.funding += funding;
  totals.turnover += changed;
  totals.bars_held += bars;
}
