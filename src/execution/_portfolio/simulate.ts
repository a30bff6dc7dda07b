import type { Range } from '../../core/artifacts.ts';
import { timesOf } from '../_simulator/account.ts';
import { asColumns } from '../_simulator/log.ts';
import { reasonCode } from '../_simulator/orders.ts';
import { openPortfolio, pricedRow, priceRow } from './account.ts';
import type { PortfolioAccount } from './account.ts';
import { logTargets, readBook, weighBook } from './book.ts';
import { cancelWaiting, fillAtOpen, leaveAtClose, placeOrder } from './fills.ts';
import { checkMargin, checkOpens, handOver } from './margin.ts';
import { momentsOf } from './moments.ts';
import type { Moment } from './moments.ts';
import type { PortfolioColumns, PortfolioFacts, PortfolioPlan, PortfolioResult } from './types.ts';

const VANISHED = reasonCode('vanished');
const END = reasonCode('end_of_data');
const DUST = 1e-9;

export interface PortfolioSimulation {
  step(row: number): void;
  finish(): PortfolioResult;
}

/** Rebalances one account over many symbols; `step` for each grid row of the range in order, then `finish` once. */
export function startPortfolio(plan: PortfolioPlan, columns: PortfolioColumns, range: Range): PortfolioSimulation {
  const a = openPortfolio(plan, columns);
  const { time, interval_ms } = columns;
  const moments = momentsOf(plan.schedule, { time, interval_ms, isFiner: a.slots > 1 }, range);
  const at = { next: 0 };
  return { step: (t) => step(a, t, moments, at), finish: () => finish(a, range) };
}

export function simulatePortfolio(plan: PortfolioPlan, columns: PortfolioColumns, range?: Range): PortfolioResult {
  const rows = range ?? { from: 0, to: columns.time.length };
  const { step: advance, finish: end } = startPortfolio(plan, columns, rows);
  for (let t = rows.from; t < rows.to; t++) advance(t);
  return end();
}

/**
 * One bar of the grid. Reads rows <= t only. The rules:
 *
 * Open. Positions carried into the bar pay funding. An account that the opens have used up is closed. Waiting orders of symbols that have a bar fill at its open, moved by
 * slippage against us, clipped to the bar and rounded to the tick against us.
 * Within. The margin is checked (see `checkMargin`).
 * Close. Equity is marked, a symbol without a bar at its last close. A symbol whose data end before those of the others is
 * closed at its last close, flagged `vanished`. At a moment of the schedule the last closed bar decides: select, size,
 * limit, then market orders for the difference of target and position, sized by the equity and the close of the decision,
 * rounded down to the lot, for the first bar that opens at or after the moment (plus latency).
 *
 * A symbol without a bar, a known score or a place in the universe at the decision is not chosen; where it is held it is
 * sold. Where no symbol at all has a known score, nothing is decided. An order waits for a bar of its symbol until the next
 * rebalance cancels it.
 *
 * With finer bars (`execution.interval`) "open" and "within" go from finer bar to finer bar of the row: orders fill at the
 * first one that opens at or after the moment, even within the row, and the margin is checked in each. Funding, marks and
 * decisions stay with the rows.
 */
function step(a: PortfolioAccount, t: number, moments: readonly Moment[], at: { next: number }): void {
  const moment = moments[at.next]?.decision === t ? moments[at.next++] : undefined;
  if (a.stopped) return mark(a, t);
  if (a.plan.funding === 'charged') chargeFunding(a, t);
  for (a.slot = 0; a.slot < a.slots; a.slot++) throughPrices(a, t);
  leaveVanished(a, t);
  mark(a, t);
  if (a.marked <= DUST * a.plan.cash) return stopTrading(a, t);
  markLimits(a);
  if (moment !== undefined) rebalance(a, t, moment);
}

/** What the latest bar of prices, of grid row t, fills. */
function throughPrices(a: PortfolioAccount, t: number): void {
  const { time, interval_ms } = a.columns;
  const within = (a.slot * interval_ms) / a.slots;
  a.slotTime = time[t] + within;
  checkOpens(a, t);
  if (t > a.dueRow || (t === a.dueRow && within >= a.dueWithin)) fillWaiting(a, t);
  checkMargin(a, t);
  for (let k = 0; k < a.heldCount; k++) track(a, t, a.held[k]);
}

function chargeFunding(a: PortfolioAccount, t: number): void {
  for (let k = 0; k < a.heldCount; k++) {
    const s = a.held[k];
    const { columns } = a.columns.symbols[s];
    const r = pricedRow(a, s, t);
    const rate = r < 0 || columns.funding === undefined ? NaN : columns.funding[r];
    if (rate !== rate || rate === 0) continue;
    const paid = a.size[s] * columns.open[r] * rate;
    a.cash -= paid;
    a.totals.funding += paid;
    a.episode.funding[s] += paid;
    a.perSymbol.funding[s] += paid;
  }
}

function fillWaiting(a: PortfolioAccount, t: number): void {
  if (a.waiting.length === 0) return;
  a.waiting = a.waiting.filter((s) => {
    const row = priceRow(a, s, t);
    if (row < 0) return true;
    fillAtOpen(a, t, s, row);
    return false;
  });
}

function track(a: PortfolioAccount, t: number, s: number): void {
  const { low, high, close } = a.prices[s];
  const row = priceRow(a, s, t);
  if (row < 0) return;
  const e = a.episode;
  if (low[row] < e.lowest[s]) e.lowest[s] = low[row];
  if (high[row] > e.highest[s]) e.highest[s] = high[row];
  a.price[s] = close[row];
}

/** A position in a symbol that has no bar any more although others do is closed at its last close. */
function leaveVanished(a: PortfolioAccount, t: number): void {
  if (t === a.columns.time.length - 1) return;
  for (const s of a.held.subarray(0, a.heldCount).slice()) {
    const { rowOf, columns } = a.columns.symbols[s];
    const r = rowOf[t];
    if (r < 0 || r < columns.close.length - 1) continue;
    cancelWaiting(a, t, s);
    leaveAtClose(a, t, s, r, VANISHED);
    a.counts.vanished++;
  }
}

function mark(a: PortfolioAccount, t: number): void {
  let [net, gross] = [0, 0];
  for (let k = 0; k < a.heldCount; k++) {
    const s = a.held[k];
    const value = a.size[s] * a.price[s];
    net += value;
    gross += Math.abs(value);
    a.perSymbol.bars_held[s]++;
  }
  a.totals.bars_held += a.heldCount;
  a.marked = a.cash + net;
  a.equity[t] = a.marked;
  a.gross[t] = gross / a.marked;
  a.net[t] = net / a.marked;
  a.positions[t] = a.heldCount;
}

function stopTrading(a: PortfolioAccount, t: number): void {
  handOver(a, t, (s) => a.price[s]);
  cancelWaiting(a, t);
  if (a.cash < 0) a.cash = 0;
  a.stopped = true;
  mark(a, t);
}

function closeAll(a: PortfolioAccount, t: number, reason: number): void {
  for (const s of a.held.subarray(0, a.heldCount).slice()) {
    let row = t;
    while (pricedRow(a, s, row) < 0) row--;
    leaveAtClose(a, t, s, pricedRow(a, s, row), reason);
  }
}

function markLimits(a: PortfolioAccount): void {
  const { limits } = a.plan;
  a.frozen = -1;
  for (let k = limits.length - 1; k >= 0; k--) {
    if (limits[k].component.allows?.(a.limitStates[k], a.marked) === false) a.frozen = k;
  }
}

function rebalance(a: PortfolioAccount, t: number, { fill, within_ms }: Moment): void {
  a.counts.rebalances++;
  readBook(a, t);
  if (!weighBook(a)) return;
  a.counts.unfillable += cancelWaiting(a, t);
  a.dueRow = fill + a.plan.latency;
  a.dueWithin = within_ms;
  a.decisionRow = t;
  for (let s = 0; s < a.book.symbols; s++) {
    if (a.book.weight[s] === 0 && a.size[s] === 0) continue;
    const size = orderSize(a, s);
    if (size === 0) continue;
    placeOrder(a, t, s, size);
    a.waiting.push(s);
  }
  logTargets(a, t);
}

/** Signed size that brings a symbol to its weight; 0 where nothing is sent. */
function orderSize(a: PortfolioAccount, s: number): number {
  const { plan, book, counts } = a;
  const { lot, minNotional } = a.columns.symbols[s].instrument;
  if (book.weight[s] === 0) return -a.size[s];
  const wanted = Math.abs((book.weight[s] * a.marked) / book.price[s]);
  const target = Math.sign(book.weight[s]) * (lot > 0 ? Math.floor(wanted / lot + 1e-9) * lot : wanted);
  const size = target - a.size[s];
  if (size === 0) return 0;
  const value = Math.abs(size) * book.price[s];
  const reduces = target * a.size[s] >= 0 && Math.abs(target) < Math.abs(a.size[s]);
  if (value < plan.minTrade * a.marked * (1 - DUST)) {
    counts.below_min_trade++;
    a.totals.refused_min_trade++;
    return 0;
  }
  if (value < minNotional && !reduces) {
    counts.below_min_notional++;
    a.totals.refused_min_trade++;
    return 0;
  }
  return size;
}

function finish(a: PortfolioAccount, { to }: Range): PortfolioResult {
  const last = to - 1;
  if (a.heldCount > 0) {
    closeAll(a, last, END);
    const held = a.totals.bars_held;
    mark(a, last);
    a.totals.bars_held = held;
  }
  const { plan, totals } = a;
  const logs = logsOf(a);
  return {
    equity: a.equity,
    cash: a.cash,
    ruined: a.stopped,
    totals,
    gates: plan.gates.map(({ name }, k) => ({ name, first: a.firstRefusals[k], all: a.allRefusals[k] })),
    limits: plan.limits.map(({ name }, k) => ({ name, refused: a.limitRefusals[k] })),
    ...(logs !== undefined && {
      details: {
        trades: logs.trades,
        orders: logs.orders,
        fills: logs.fills,
        times: logs.times,
        position: a.net,
        outcome: new Uint8Array(a.equity.length),
        refused: new Uint32Array(a.equity.length),
      },
    }),
    portfolio: {
      symbols: a.columns.symbols.map(({ symbol }) => symbol),
      gross: a.gross,
      net: a.net,
      positions: a.positions,
      counts: a.counts,
      perSymbol: { rows: a.columns.symbols.length, ...a.perSymbol } as PortfolioFacts['perSymbol'],
      ...(logs !== undefined && { logs }),
    },
  };
}

function logsOf({ journal }: PortfolioAccount): PortfolioFacts['logs'] {
  if (journal === undefined) return undefined;
  return {
    trades: asColumns(journal.trades),
    orders: asColumns(journal.orders),
    fills: asColumns(journal.fills),
    targets: asColumns(journal.targets),
    refusals: asColumns(journal.refusals),
    ...timesOf(journal),
  };
}
