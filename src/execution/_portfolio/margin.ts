import { reasonCode } from '../_simulator/orders.ts';
import { priceRow } from './account.ts';
import type { PortfolioAccount } from './account.ts';
import { cancelWaiting, leave } from './fills.ts';
import { tierOf } from '../../core/instrument.ts';
import type { Instrument } from '../../core/instrument.ts';

const LIQUIDATION = reasonCode('liquidation');
const RUIN = reasonCode('ruin');
/** Halvings of the way from the open to the extreme of the bar. */
const HALVINGS = 60;

/**
 * Maintenance margin of a position as Binance USD-M states it: value * rate - amount of the tier that holds the value.
 * Source: https://www.binance.com/en/support/faq/leverage-and-margin-of-usd%E2%93%A2-m-futures-360033162192
 */
export function maintenanceOf({ tiers }: Instrument, value: number): number {
  const tier = tierOf(tiers, value);
  return tier === undefined ? 0 : value * tier.rate - tier.amount;
}

/** Prices of a moment within grid row t: the opens, moved by `part` of the way to the lows or to the highs. */
type PriceAt = (s: number) => number;

/**
 * Margin within a bar. `cross`: the account is liquidated where its equity falls to the sum of the maintenance margins;
 * the path within a bar is not known, so two are looked at: all prices from their opens to their lows, and to their highs
 * (for one position that is the exact level). `isolated`: each position for itself, where its own margin (value at its
 * average price / leverage) and its unrealised PnL fall to its maintenance margin. Positions are closed at that level, or
 * at the open beyond it, for the taker fee and the liquidation fee. Without tiers the maintenance margin is 0.
 *
 * No more can be lost than backs the positions (the insurance fund of the exchange bears the rest): where prices have gone
 * through, all prices are moved by one share of themselves so that nothing is left, and fees take no more than is left.
 */
export function checkMargin(a: PortfolioAccount, t: number): void {
  if (a.heldCount === 0) return;
  if (a.plan.margin === 'isolated') checkIsolated(a, t);
  else checkCross(a, t);
}

function pathTo(a: PortfolioAccount, t: number, extreme: 'low' | 'high', part: number): PriceAt {
  return (s) => {
    const prices = a.prices[s];
    const row = priceRow(a, s, t);
    if (row < 0) return a.price[s];
    const open = prices.open[row];
    return part === 0 ? open : open + part * (prices[extreme][row] - open);
  };
}

/** Equity beyond the maintenance margins. */
function spare(a: PortfolioAccount, price: PriceAt): number {
  let [equity, needed] = [a.cash, 0];
  for (let k = 0; k < a.heldCount; k++) {
    const s = a.held[k];
    const value = a.size[s] * price(s);
    equity += value;
    needed += maintenanceOf(a.columns.symbols[s].instrument, Math.abs(value));
  }
  return equity - needed;
}

function checkCross(a: PortfolioAccount, t: number): void {
  if (noDanger(a, t)) return;
  for (const extreme of ['low', 'high'] as const) {
    if (spare(a, pathTo(a, t, extreme, 1)) > 0) continue;
    let [safe, gone] = [0, 1];
    if (spare(a, pathTo(a, t, extreme, 0)) <= 0) gone = 0;
    for (let k = 0; k < HALVINGS && gone > 0; k++) {
      const middle = (safe + gone) / 2;
      if (spare(a, pathTo(a, t, extreme, middle)) > 0) safe = middle;
      else gone = middle;
    }
    handOver(a, t, pathTo(a, t, extreme, gone));
    cancelWaiting(a, t);
    a.counts.liquidations++;
    return;
  }
}

/** Before any order fills at the opens of grid row t: an account that they have used up fills none. */
export function checkOpens(a: PortfolioAccount, t: number): void {
  if (a.heldCount === 0 || spare(a, pathTo(a, t, 'low', 0)) > 0) return;
  handOver(a, t, pathTo(a, t, 'low', 0));
  cancelWaiting(a, t);
  a.counts.liquidations++;
}

/** Leaves all positions at these prices, or at those at which nothing is left. */
export function handOver(a: PortfolioAccount, t: number, price: PriceAt): void {
  const held = [...a.held.subarray(0, a.heldCount)];
  let [left, value, fees] = [a.cash, 0, 0];
  for (const s of held) {
    left += a.size[s] * price(s);
    value += Math.abs(a.size[s]) * price(s);
    fees += Math.abs(a.size[s]) * price(s) * feeRate(a, s);
  }
  const moved = Math.max(0, -left / value);
  const share = fees > 0 ? Math.min(1, Math.max(0, left / fees)) : 1;
  for (const s of held) liquidate(a, t, s, { price: price(s) * (1 + Math.sign(a.size[s]) * moved), share });
  if (a.cash < 0) a.cash = 0; // rounding
}

const feeRate = ({ plan, columns }: PortfolioAccount, s: number): number =>
  plan.takerRate + columns.symbols[s].instrument.liquidationFee;

/** Whether no path within the bar can come near: a bound that needs one look at each position. */
function noDanger(a: PortfolioAccount, t: number): boolean {
  let worst = a.cash;
  for (let k = 0; k < a.heldCount; k++) {
    const s = a.held[k];
    const { instrument } = a.columns.symbols[s];
    const prices = a.prices[s];
    const row = priceRow(a, s, t);
    const price = row < 0 ? a.price[s] : a.size[s] > 0 ? prices.low[row] : prices.high[row];
    const high = row < 0 ? price : prices.high[row];
    worst += a.size[s] * price - maintenanceOf(instrument, Math.abs(a.size[s]) * high);
  }
  return worst > 0;
}

function checkIsolated(a: PortfolioAccount, t: number): void {
  for (const s of [...a.held.subarray(0, a.heldCount)]) {
    const { instrument } = a.columns.symbols[s];
    const prices = a.prices[s];
    const row = priceRow(a, s, t);
    if (row < 0) continue;
    const size = Math.abs(a.size[s]);
    const side = Math.sign(a.size[s]);
    const own = (size * a.average[s]) / a.plan.leverage;
    const left = (price: number): number =>
      own + side * size * (price - a.average[s]) - maintenanceOf(instrument, size * price);
    const [open, extreme] = [prices.open[row], side > 0 ? prices.low[row] : prices.high[row]];
    if (left(extreme) > 0) continue;
    let [safe, gone] = left(open) > 0 ? [open, extreme] : [open, open];
    for (let k = 0; k < HALVINGS && gone !== safe; k++) {
      const middle = (safe + gone) / 2;
      if (left(middle) > 0) safe = middle;
      else gone = middle;
    }
    const lost = own + side * size * (gone - a.average[s]);
    const price = lost < 0 ? a.average[s] - (side * own) / size : gone;
    liquidate(a, t, s, { price, share: Math.min(1, Math.max(0, lost) / (size * price * feeRate(a, s) || Infinity)) });
    a.counts.liquidations++;
  }
  if (spare(a, pathTo(a, t, 'low', 1)) <= 0 || spare(a, pathTo(a, t, 'high', 1)) <= 0) checkCross(a, t);
}

interface Left {
  readonly price: number;
  /** Share of the fees that can be paid. */
  readonly share: number;
}

function liquidate(a: PortfolioAccount, t: number, s: number, { price, share }: Left): void {
  const { tiers } = a.columns.symbols[s].instrument;
  const reason = tiers.length === 0 && a.plan.margin === 'cross' ? RUIN : LIQUIDATION;
  cancelWaiting(a, t, s);
  leave(a, t, s, { unmoved: price, price, feeRate: share * feeRate(a, s), reason });
}
