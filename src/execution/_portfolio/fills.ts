import { lastKnown, slippedPrice } from '../_simulator/fills.ts';
import { addRow, setCell } from '../_simulator/log.ts';
import { reasonCode } from '../_simulator/orders.ts';
import { ENTRY, ORDER_STATUSES, ORDER_TYPES } from '../_simulator/types.ts';
import { hold, release } from './account.ts';
import type { PortfolioAccount } from './account.ts';

const MARKET = ORDER_TYPES.indexOf('market');
const OPEN = ORDER_STATUSES.indexOf('open');
const FILLED = ORDER_STATUSES.indexOf('filled');
const CANCELLED = ORDER_STATUSES.indexOf('cancelled');
const REBALANCE = reasonCode('rebalance');
/** A size below this part of what was traded is rounding. */
const DUST = 1e-12;

/** A market order of a signed size for the open of `dueRow` or the symbol's first bar after it. */
export function placeOrder(a: PortfolioAccount, t: number, s: number, size: number): void {
  a.ordered[s] = size;
  const grows = size * a.size[s] >= 0;
  const purpose = grows ? ENTRY : REBALANCE;
  a.order[s] = logOrder(a, t, s, size, purpose);
}

function logOrder({ journal }: PortfolioAccount, t: number, s: number, size: number, purpose: number): number {
  if (journal === undefined) return -1;
  if (journal.times !== undefined) addRow(journal.times.orders, [NaN]);
  return addRow(journal.orders, [t, MARKET, purpose, Math.sign(size), Math.abs(size), NaN, NaN, OPEN, s]);
}

function settleOrder(a: PortfolioAccount, s: number, t: number, filled: boolean): void {
  a.ordered[s] = 0;
  if (a.order[s] >= 0) closeOrder(a, a.order[s], t, filled ? FILLED : CANCELLED);
}

function closeOrder({ journal, slotTime }: PortfolioAccount, order: number, t: number, status: number): void {
  if (journal === undefined) return;
  setCell(journal.orders, order, 'closed_row', t);
  setCell(journal.orders, order, 'status', status);
  if (journal.times !== undefined) setCell(journal.times.orders, order, 'closed_time', slotTime);
}

/** Takes back the waiting orders, or that of one symbol; how many there were. */
export function cancelWaiting(a: PortfolioAccount, t: number, s?: number): number {
  const gone = a.waiting.filter((other) => s === undefined || other === s);
  for (const other of gone) settleOrder(a, other, t, false);
  if (gone.length > 0) a.waiting = a.waiting.filter((other) => !gone.includes(other));
  return gone.length;
}

/** Fills a waiting order at the open of a row of the symbol's prices, within grid row t. */
export function fillAtOpen(a: PortfolioAccount, t: number, s: number, row: number): void {
  const unmoved = a.prices[s].open[row];
  const delta = a.ordered[s];
  const price = marketPrice(a, s, { t: row, unmoved, size: delta, known: a.columns.symbols[s].rowOf[t] - 1 });
  const order = a.order[s];
  settleOrder(a, s, t, true);
  trade(a, t, s, { delta, price, unmoved, feeRate: a.plan.takerRate, reason: REBALANCE, order });
}

/** Leaves a position at a price that no order asked for; `moved` = with slippage. */
export function leave(
  a: PortfolioAccount,
  t: number,
  s: number,
  exit: { readonly unmoved: number; readonly price: number; readonly feeRate: number; readonly reason: number },
): void {
  const delta = -a.size[s];
  const order = logOrder(a, t, s, delta, exit.reason);
  closeOrder(a, order, t, FILLED);
  trade(a, t, s, { delta, ...exit, order });
}

/** Leaves a position at the close of the symbol's own row r. */
export function leaveAtClose(a: PortfolioAccount, t: number, s: number, r: number, reason: number): void {
  const { finer } = a.columns.symbols[s].columns;
  const row = finer === undefined ? r : finer.first[r + 1] - 1;
  const unmoved = a.prices[s].close[row];
  const price = marketPrice(a, s, { t: row, unmoved, size: -a.size[s], known: r });
  leave(a, t, s, { unmoved, price, feeRate: a.plan.takerRate, reason });
}

/** Moved by slippage, clipped to the bar, and rounded to the tick against us. */
function marketPrice(
  { plan, columns, prices }: PortfolioAccount,
  s: number,
  fill: { readonly t: number; readonly unmoved: number; readonly size: number; readonly known: number },
): number {
  const { columns: own, instrument } = columns.symbols[s];
  const side = Math.sign(fill.size);
  const column = lastKnown(own, fill.known);
  const price = slippedPrice(plan.slippage, prices[s], { ...fill, side, size: Math.abs(fill.size), column });
  if (!(instrument.tick > 0) || price === fill.unmoved) return price;
  const ticks = price / instrument.tick;
  return (side > 0 ? Math.ceil(ticks - 1e-9) : Math.floor(ticks + 1e-9)) * instrument.tick;
}

interface Deal {
  readonly delta: number;
  readonly price: number;
  readonly unmoved: number;
  readonly feeRate: number;
  readonly reason: number;
  readonly order: number;
}

/** Books a fill: what closes first, what opens on the other side after it. */
function trade(a: PortfolioAccount, t: number, s: number, deal: Deal): void {
  const { delta, price, unmoved, order } = deal;
  const before = a.size[s];
  const closes = before * delta < 0 ? Math.sign(delta) * Math.min(Math.abs(delta), Math.abs(before)) : 0;
  const rest = delta - closes;
  const opens = Math.abs(rest) > DUST * Math.abs(delta) ? rest : 0;
  const fee = Math.abs(delta) * price * deal.feeRate;
  const moved = Math.abs(price - unmoved) * Math.abs(delta);
  a.cash -= delta * price + fee;
  a.totals.fees += fee;
  a.totals.slippage += moved;
  a.totals.turnover += Math.abs(delta) * price;
  a.perSymbol.fees[s] += fee;
  a.perSymbol.slippage[s] += moved;
  a.perSymbol.turnover[s] += Math.abs(delta) * price;
  if (a.journal !== undefined)
    addRow(a.journal.fills, [t, order, Math.sign(delta), Math.abs(delta), price, unmoved, fee, moved, 0, s]);
  const share = closes / delta;
  if (closes !== 0) close(a, t, s, { ...deal, delta: closes }, fee * share, moved * share);
  if (opens !== 0) open(a, t, s, { ...deal, delta: opens }, fee * (1 - share), moved * (1 - share));
}

function open(a: PortfolioAccount, t: number, s: number, deal: Deal, fee: number, moved: number): void {
  const e = a.episode;
  const { delta, price, unmoved } = deal;
  if (a.size[s] === 0) {
    for (const field of Object.values(e)) field[s] = 0;
    e.lowest[s] = e.highest[s] = price;
    e.decision[s] = a.decisionRow;
    e.entry_row[s] = t;
    e.entry_time[s] = a.slotTime;
    e.edge[s] = a.book.edge[s];
    e.strength[s] = a.book.strength[s];
    e.sigma[s] = a.book.sigma[s];
    hold(a, s);
    a.average[s] = price;
  } else {
    const [held, more] = [Math.abs(a.size[s]), Math.abs(delta)];
    a.average[s] = (a.average[s] * held + price * more) / (held + more);
  }
  a.size[s] += delta;
  e.in_size[s] += Math.abs(delta);
  e.in_value[s] += Math.abs(delta) * price;
  e.in_unmoved[s] += Math.abs(delta) * unmoved;
  e.fees[s] += fee;
  e.slippage[s] += moved;
}

function close(a: PortfolioAccount, t: number, s: number, deal: Deal, fee: number, moved: number): void {
  const e = a.episode;
  const { delta, price, unmoved } = deal;
  const left = a.size[s] + delta;
  const side = Math.sign(a.size[s]);
  e.out_value[s] += Math.abs(delta) * price;
  e.out_unmoved[s] += Math.abs(delta) * unmoved;
  e.fees[s] += fee;
  e.slippage[s] += moved;
  const whole = Math.abs(left) <= DUST * e.in_size[s];
  a.size[s] = whole ? 0 : left;
  if (!whole) return;
  // what rounding leaves of the size is settled at this price
  a.cash += left * price;
  release(a, s);
  a.exitRow[s] = t;
  book(a, t, s, { side, price, reason: deal.reason });
  a.average[s] = NaN;
}

/** Books a trade: all fills of a position from flat to flat. */
function book(a: PortfolioAccount, t: number, s: number, end: { side: number; price: number; reason: number }): void {
  const { episode: e, totals, perSymbol } = a;
  const { side, reason } = end;
  const net = side * (e.out_value[s] - e.in_value[s]) - e.fees[s] - e.funding[s];
  totals.trades++;
  if (net > 0) totals.wins++;
  if (net < 0) totals.losses++;
  if (net > 0) totals.profit += net;
  else totals.loss += net;
  perSymbol.trades[s]++;
  if (net > 0) perSymbol.wins[s]++;
  perSymbol.net_pnl[s] += net;
  if (a.journal === undefined) return;
  if (a.journal.times !== undefined) addRow(a.journal.times.trades, [e.entry_time[s], a.slotTime]);
  const entry = e.in_value[s] / e.in_size[s];
  const low = Math.min(e.lowest[s], end.price) / entry - 1;
  const high = Math.max(e.highest[s], end.price) / entry - 1;
  const gross = side * (e.out_unmoved[s] - e.in_unmoved[s]);
  addRow(a.journal.trades, [
    side,
    e.decision[s],
    e.entry_row[s],
    entry,
    t,
    e.out_value[s] / e.in_size[s],
    e.in_size[s],
    e.edge[s],
    e.strength[s],
    e.sigma[s],
    NaN,
    NaN,
    NaN,
    reason,
    t - e.entry_row[s],
    e.fees[s],
    e.slippage[s],
    e.funding[s],
    gross,
    net,
    a.plan.cash + totals.profit + totals.loss,
    side > 0 ? low : -high,
    side > 0 ? high : -low,
    s,
  ]);
}
