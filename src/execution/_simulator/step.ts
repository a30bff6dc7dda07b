import type { Account } from './account.ts';
import { decide } from './decide.ts';
import { arm, chargeFunding, closePosition, movedPrice, openPosition } from './fills.ts';
import { orderExit, reasonCode } from './orders.ts';

/** Levels closer than this part of the price are one level. */
const DUST = 1e-9;
const TARGET = reasonCode('target');
const STOP = reasonCode('stop');
const STOP_GAP = reasonCode('stop (gap)');
const RUIN = reasonCode('ruin');
const LIQUIDATION = reasonCode('liquidation');

/**
 * One bar. Reads the columns at rows <= t only. The rules:
 *
 * Open. A position carried into the bar pays funding. Ordered exits fill, then entries, at the open moved by slippage
 * against us and clipped to the bar. An order of the close of t fills at the open of t + 1 + latency.
 *
 * Within. Stop and target are live from `arm_after` bars after the fill, at distances from the fill price. A stop fills at
 * its level, or at the open where that lies beyond, moved and clipped. A target is a limit: touched, it fills at its level,
 * or at an open beyond, unmoved, for the maker fee. Both in one bar: the stop. The level at which the account (or its own
 * margin, if isolated) is used up is a stop that is always live; an account so emptied trades no more.
 *
 * Close. Equity is marked. A position held for `max_hold` bars is ordered out; else an opposite or vanished vote may
 * order it out, vetoed by no gate: gates veto entries only. `flip` also decides on the opposite entry, which if accepted
 * fills at the same open. When flat with nothing ordered, the signal is decided on; `decide` has that order.
 * An order, once made, stands until it fills.
 *
 * A row without prices is passed over: nothing fills, nothing is decided, waiting orders fill at the next row with prices.
 *
 * With finer bars (`execution.interval`) "open" is that of the first finer bar of the row, and "within" goes from finer bar
 * to finer bar: prices, volume and clipping are theirs, and of stop and target the one that an earlier finer bar touches
 * fills. Decisions, funding and all spans (`latency`, `arm_after`, `max_hold`) stay with the rows.
 */
export function step(a: Account, t: number): void {
  if (!throughBar(a, t)) {
    a.equity[t] = a.purse.marked;
    return;
  }
  a.purse.marked = a.purse.balance + unrealised(a, t);
  if (a.purse.marked <= 0 && a.side !== 0) {
    leaveAtClose(a, t, RUIN);
    a.purse.marked = a.purse.balance;
  }
  a.equity[t] = a.purse.marked;
  if (a.journal !== undefined) a.journal.position[t] = a.side * a.size;
  if (a.purse.stopped) return;
  if (a.limitStates.length > 0) markLimits(a);
  atClose(a, t);
}

/** From the open to the close of a bar; false where the account is stopped or the row has no prices. */
export function throughBar(a: Account, t: number): boolean {
  const { open, high, low, close, finer } = a.columns;
  const from = finer === undefined ? t : finer.first[t];
  const to = finer === undefined ? t + 1 : finer.first[t + 1];
  a.row = t;
  if (a.purse.stopped || from === to || !(open[t] + high[t] + low[t] + close[t] < Infinity)) {
    if (a.journal !== undefined) a.journal.position[t] = a.side * a.size;
    return false;
  }
  a.pricedRow = t;
  a.at = from;
  if (a.side !== 0 && a.plan.funding === 'charged') chargeFunding(a, t);
  for (; a.at < to; a.at++) throughPrices(a, t);
  a.at = to - 1;
  if (a.journal !== undefined) a.journal.position[t] = a.side * a.size;
  return true;
}

/** What the latest bar of prices, of row t, fills. */
function throughPrices(a: Account, t: number): void {
  const { low, high } = a.prices;
  if (t >= a.exitDue) leaveAtOpen(a, t);
  if (t >= a.entryDue) openPosition(a, t);
  if (a.side === 0) return;
  if (t >= a.armRow) arm(a, t);
  if (low[a.at] <= a.lower || high[a.at] >= a.upper) leaveWithin(a, t);
  if (a.side === 0) return;
  if (low[a.at] < a.lowest) a.lowest = low[a.at];
  if (high[a.at] > a.highest) a.highest = high[a.at];
}

export const unrealised = (a: Account, t: number): number =>
  a.side === 0 ? 0 : a.side * a.size * (a.columns.close[t] - a.entryPrice);

/** Exits and entries that the close decides on. */
export function atClose(a: Account, t: number): void {
  if (a.side === 0) {
    if (a.entryDue === Infinity) decide(a, t);
    return;
  }
  if (a.exitDue < Infinity) return;
  const { opposite, neutral } = a.plan;
  const vote = a.columns.vote[t];
  if (t >= a.holdRow) orderExit(a, t, 'max_hold');
  else if (vote === -a.side && opposite !== 'ignore') {
    orderExit(a, t, 'opposite');
    if (opposite === 'flip') decide(a, t);
  } else if (vote === 0 && neutral === 'close') orderExit(a, t, 'neutral');
}

export function markLimits(a: Account): void {
  const { limits } = a.plan;
  a.purse.limit = -1;
  for (let k = limits.length - 1; k >= 0; k--) {
    if (limits[k].component.allows?.(a.limitStates[k], a.purse.marked) === false) a.purse.limit = k;
  }
}

function leaveAtOpen(a: Account, t: number): void {
  const unmoved = a.prices.open[a.at];
  const price = movedPrice(a, unmoved, -a.side, a.size, t - 1);
  closePosition(a, t, unmoved, price, a.plan.takerRate, a.exitReason);
}

/** An exit that could not wait for the next open. Row t itself is known by then. */
export function leaveAtClose(a: Account, t: number, reason: number): void {
  const unmoved = a.prices.close[a.at];
  const price = movedPrice(a, unmoved, -a.side, a.size, t);
  closePosition(a, t, unmoved, price, a.plan.takerRate, reason);
}

function leaveWithin(a: Account, t: number): void {
  const { plan, side } = a;
  const [open, high, low] = [a.prices.open[a.at], a.prices.high[a.at], a.prices.low[a.at]];
  const stop = side > 0 ? a.lower : a.upper;
  const target = side > 0 ? a.upper : a.lower;
  const stopTouched = side > 0 ? low <= stop : high >= stop;
  const targetTouched = side > 0 ? high >= target : low <= target;
  const gap = side * (open - stop) < 0;
  if (stopTouched && !(targetTouched && !gap && plan.ambiguity === 'target_first')) {
    const unmoved = gap ? open : stop;
    const price = movedPrice(a, unmoved, -side, a.size, t - 1);
    const reason = stopReason(a, stop, gap);
    const fee = reason === LIQUIDATION ? plan.takerRate + plan.liquidationFee : plan.takerRate;
    return closePosition(a, t, unmoved, price, fee, reason);
  }
  const price = side * (open - target) > 0 ? open : target;
  closePosition(a, t, price, price, plan.makerRate, TARGET);
}

function stopReason(a: Account, level: number, gap: boolean): number {
  const ordered = a.armed && a.stopDistance > 0 && level === a.entryPrice - a.side * a.stopDistance;
  if (ordered) return gap ? STOP_GAP : STOP;
  if (a.plan.tiers.length > 0) return LIQUIDATION;
  const account = a.entryPrice - (a.side * (a.purse.balance + a.others)) / a.size;
  return a.side * (level - account) <= DUST * a.entryPrice ? RUIN : LIQUIDATION;
}
