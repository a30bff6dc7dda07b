import { tierOf } from '../../core/instrument.ts';
import type { MarginTier } from '../../core/instrument.ts';
import { refuse } from '../../core/problem.ts';
import { NONE } from './account.ts';
import type { Account } from './account.ts';
import { addRow } from './log.ts';
import type { PriceColumns, SimulationColumns, SimulationPlan } from './types.ts';
import { cancelOrder, exitOrderOf, fillOrder, placeBrackets, reasonCode, timeAt } from './orders.ts';

/** A billionth of the starting cash is nothing: what rounding leaves of an emptied account. */
const DUST = 1e-9;
const RUIN = reasonCode('ruin');

/** A price of the latest bar moved against the side that trades, and clipped to the bar. `known` is the last closed row. */
export function movedPrice(a: Account, unmoved: number, side: number, size: number, known: number): number {
  return slippedPrice(a.plan.slippage, a.prices, { t: a.at, unmoved, side, size, column: lastKnown(a.columns, known) });
}

export interface MarketFill {
  /** Row of the prices. */
  readonly t: number;
  readonly unmoved: number;
  readonly side: number;
  readonly size: number;
  /** What the slippage reads of features. */
  readonly column: number;
}

export function slippedPrice(
  slippage: SimulationPlan['slippage'],
  { volume, low, high }: PriceColumns,
  { t, unmoved, side, size, column }: MarketFill,
): number {
  if (slippage === undefined) return unmoved;
  const rate = slippage.component.rate(slippage.values as never, {
    price: unmoved,
    size,
    volume: volume === undefined ? NaN : volume[t],
    column,
  });
  return Math.max(low[t], Math.min(high[t], unmoved * (1 + side * rate)));
}

/** The last known value, up to a row, of the column that the slippage reads. */
export function lastKnown({ slippage: column }: Pick<SimulationColumns, 'slippage'>, row: number): number {
  if (column === undefined) return NaN;
  let at = row;
  while (at > 0 && column[at] !== column[at]) at--;
  return at < 0 ? NaN : column[at];
}

/** Fills the pending entry at the open of the latest bar, of row t. */
export function openPosition(a: Account, t: number): void {
  const { plan, columns } = a;
  const unmoved = a.prices.open[a.at];
  const price = movedPrice(a, unmoved, a.entrySide, a.entrySize, t - 1);
  a.side = a.entrySide;
  a.size = a.entrySize;
  a.decision = a.entryDecision;
  a.entryRow = t;
  a.entryAt = a.at;
  a.entryPrice = price;
  a.entryUnmoved = unmoved;
  a.entryFee = price * a.size * plan.takerRate;
  a.entrySlippage = Math.abs(price - unmoved) * a.size;
  a.fundingPaid = 0;
  a.purse.balance -= a.entryFee;
  a.totals.turnover += price * a.size;
  a.stopDistance = distanceOf(plan.stopLoss, columns.stopLoss, price, a.decision);
  a.targetDistance = distanceOf(plan.takeProfit, columns.takeProfit, price, a.decision);
  if (a.stopDistance >= price) throw tooWide(a, t);
  a.armRow = t + plan.armAfter;
  a.armed = false;
  a.holdRow = t + plan.maxHold;
  a.lowest = price;
  a.highest = price;
  a.stopOrder = NONE;
  a.targetOrder = NONE;
  a.entryDue = Infinity;
  setBounds(a);
  if (a.journal === undefined) return;
  fillOrder(a, a.entryOrder, t);
  addRow(a.journal.fills, [t, a.entryOrder, a.side, a.size, price, unmoved, a.entryFee, a.entrySlippage, 0, a.symbol]);
}

function tooWide(a: Account, t: number): Error {
  const found = `distance ${a.stopDistance} at a fill of ${a.entryPrice}, row ${t}`;
  return refuse('RUN_EXECUTION', 'execution.exits.stop_loss', 'the stop is wider than the price', { found });
}

export function distanceOf(
  exit: Account['plan']['stopLoss'],
  column: Float64Array | undefined,
  price: number,
  decision: number,
): number {
  if (exit === undefined) return NaN;
  return exit.component.distance(exit.values as never, price, column === undefined ? NaN : column[decision]);
}

/** Where the account (cross) or the margin of the position (isolated) is used up: a level that no stop order can undercut. */
function liquidationOf(a: Account): number {
  const { plan, side, size, entryPrice, purse, others } = a;
  if (plan.tiers.length > 0) return maintainedLevel(a);
  const account = entryPrice - (side * (purse.balance + others)) / size;
  if (plan.margin === 'cross') return account;
  const own = entryPrice - (side * entryPrice) / plan.leverage;
  return side > 0 ? Math.max(account, own) : Math.min(account, own);
}

/**
 * Where what backs the position falls to its maintenance margin, value * rate - amount: the account (cross), or the
 * position's own margin if that is less (isolated). The tier is that of the value at the level itself.
 */
function maintainedLevel({ plan, side, size, entryPrice, purse, others }: Account): number {
  const account = purse.balance + others;
  const backing = plan.margin === 'cross' ? account : Math.min(account, (size * entryPrice) / plan.leverage);
  const levelIn = ({ rate, amount }: MarginTier): number =>
    (side * size * entryPrice - backing - amount) / (size * (side - rate));
  const within = plan.tiers.find((tier) => tierOf(plan.tiers, size * levelIn(tier)) === tier);
  return levelIn(within ?? plan.tiers[0]);
}

export function setBounds(a: Account): void {
  const { side, entryPrice } = a;
  a.liquidation = liquidationOf(a);
  let stop = a.liquidation;
  let target = side * Infinity;
  if (a.armed && a.stopDistance > 0) {
    const level = entryPrice - side * a.stopDistance;
    stop = side > 0 ? Math.max(stop, level) : Math.min(stop, level);
  }
  if (a.armed && a.targetDistance > 0) target = entryPrice + side * a.targetDistance;
  a.lower = side > 0 ? stop : target;
  a.upper = side > 0 ? target : stop;
}

export function arm(a: Account, t: number): void {
  a.armed = true;
  a.armRow = Infinity;
  setBounds(a);
  if (a.journal !== undefined) placeBrackets(a, t);
}

/** A position carried into the bar pays (long) or earns (short) the rate on its value at the open. */
export function chargeFunding(a: Account, t: number): void {
  const rate = a.columns.funding === undefined ? NaN : a.columns.funding[t];
  if (rate !== rate || rate === 0) return;
  const paid = a.side * a.size * a.prices.open[a.at] * rate;
  a.purse.balance -= paid;
  a.fundingPaid += paid;
  setBounds(a);
}

/**
 * What backs a position: the account, or its own margin where that is less and margins are isolated. No more can be lost:
 * a position that falls through is taken over at the price at which its backing is gone (the insurance fund of the
 * exchange bears the rest), and fees take no more than is left.
 */
function backingOf({ plan, size, entryPrice, purse, others }: Account): number {
  const account = Math.max(0, purse.balance + others);
  return plan.margin === 'cross' ? account : Math.min(account, (size * entryPrice) / plan.leverage);
}

/** Fills the exit in row t and books the trade. */
export function closePosition(
  a: Account,
  t: number,
  given: number,
  wanted: number,
  feeRate: number,
  reason: number,
): void {
  const { totals, side, size, entryPrice } = a;
  const backing = backingOf(a);
  const isLost = backing + side * size * (wanted - entryPrice) < 0;
  const price = isLost ? entryPrice - (side * backing) / size : wanted;
  const unmoved = isLost ? price : given;
  const left = isLost ? 0 : backing + side * size * (price - entryPrice);
  const fee = Math.min(price * size * feeRate, left);
  const moved = Math.abs(price - unmoved) * size;
  const won = side * size * (price - entryPrice);
  const net = won - a.entryFee - fee - a.fundingPaid;
  a.purse.balance += won - fee;
  totals.trades++;
  if (net > 0) totals.wins++;
  if (net < 0) totals.losses++;
  if (net > 0) totals.profit += net;
  else totals.loss += net;
  totals.fees += a.entryFee + fee;
  totals.slippage += a.entrySlippage + moved;
  totals.funding += a.fundingPaid;
  totals.turnover += price * size;
  totals.bars_held += t - a.entryRow;
  if (a.journal !== undefined) bookTrade(a, t, { unmoved, price, fee, moved, net, reason });
  a.side = 0;
  a.exitRow = t;
  a.exitDue = Infinity;
  a.armRow = Infinity;
  if (reason === RUIN || a.purse.balance + a.others <= DUST * a.plan.cash) stopTrading(a, t);
}

export function stopTrading(a: Account, t: number): void {
  a.purse.stopped = true;
  if (a.others === 0 && a.purse.balance < 0) a.purse.balance = 0; // rounding
  if (a.entryDue < Infinity) cancelOrder(a, a.entryOrder, t);
  a.entryDue = Infinity;
}

interface Exit {
  readonly unmoved: number;
  readonly price: number;
  readonly fee: number;
  readonly moved: number;
  readonly net: number;
  readonly reason: number;
}

function bookTrade(a: Account, t: number, { unmoved, price, fee, moved, net, reason }: Exit): void {
  const { journal, columns, side, size, entryPrice, decision, entryRow } = a;
  if (journal === undefined) return;
  if (journal.times !== undefined) addRow(journal.times.trades, [timeAt(a, a.entryAt), timeAt(a, a.at)]);
  const order = exitOrderOf(a, t, reason);
  for (const other of [a.stopOrder, a.targetOrder, a.exitDue < Infinity ? a.exitOrder : NONE]) {
    if (other !== order) cancelOrder(a, other, t);
  }
  fillOrder(a, order, t);
  addRow(journal.fills, [t, order, -side, size, price, unmoved, fee, moved, a.fundingPaid, a.symbol]);
  const scale = columns.stopLoss ?? columns.takeProfit;
  const low = Math.min(a.lowest, price) / entryPrice - 1;
  const high = Math.max(a.highest, price) / entryPrice - 1;
  const gross = side * size * (unmoved - a.entryUnmoved);
  addRow(journal.trades, [
    side,
    decision,
    entryRow,
    entryPrice,
    t,
    price,
    size,
    columns.edge[decision],
    columns.strength[decision],
    columns.sigma[decision],
    scale === undefined ? NaN : scale[decision],
    a.stopDistance,
    a.targetDistance,
    reason,
    t - entryRow,
    a.entryFee + fee,
    a.entrySlippage + moved,
    a.fundingPaid,
    gross,
    net,
    a.purse.balance,
    side > 0 ? low : -high,
    side > 0 ? high : -low,
    a.symbol,
  ]);
}
