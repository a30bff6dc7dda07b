import type { Account } from './account.ts';
import { distanceOf } from './fills.ts';
import { orderEntry } from './orders.ts';
import { OUTCOMES } from './types.ts';

/** Rounding error that must not refuse an entry of exactly the smallest size. */
const DUST = 1e-9;
const ACCEPTED = OUTCOMES.indexOf('accepted');
const GATE = OUTCOMES.indexOf('gate');
const LIMIT = OUTCOMES.indexOf('limit');
const EXITS = OUTCOMES.indexOf('exits');
const MIN_TRADE = OUTCOMES.indexOf('min_trade');

/** The decision at the close of t, when something could be opened: gates, then sizing, then limits, then the order. */
export function decide(a: Account, t: number): void {
  const { plan, columns, totals } = a;
  const direction = columns.direction[t];
  if (direction === 0 || (plan.side === 'long' && direction < 0) || (plan.side === 'short' && direction > 0)) return;
  totals.decisions++;
  const mask = maskAt(a, t);
  if (mask !== 0) return refuseByGates(a, t, mask);
  totals.accepted++;
  const outcome = enter(a, t, columns.vote[t]);
  if (outcome === LIMIT) totals.refused_limit++;
  if (outcome === EXITS) totals.refused_exits++;
  if (outcome === MIN_TRADE) totals.refused_min_trade++;
  if (a.journal !== undefined) a.journal.outcome[t] = outcome;
}

/** The mask of the columns with the bits of the gates that need the account. */
function maskAt(a: Account, t: number): number {
  const { gates } = a.plan;
  let mask = a.columns.mask[t];
  for (let k = 0; k < gates.length; k++) {
    const { cooldown } = gates[k];
    if (cooldown !== undefined && t <= a.exitRow + cooldown) mask |= 1 << k;
  }
  return mask;
}

function refuseByGates(a: Account, t: number, mask: number): void {
  a.firstRefusals[31 - Math.clz32(mask & -mask)]++;
  for (let rest = mask; rest !== 0; rest &= rest - 1) a.allRefusals[31 - Math.clz32(rest & -rest)]++;
  if (a.journal === undefined) return;
  a.journal.outcome[t] = GATE;
  a.journal.refused[t] = mask;
}

function enter(a: Account, t: number, vote: number): number {
  const { plan, columns } = a;
  const price = columns.close[t];
  const fraction = fractionAt(a, t, vote);
  if (a.purse.limit >= 0) {
    a.limitRefusals[a.purse.limit]++;
    return LIMIT;
  }
  if (plan.stopLoss !== undefined && !(distanceOf(plan.stopLoss, columns.stopLoss, price, t) > 0)) return EXITS;
  if (plan.takeProfit !== undefined && !(distanceOf(plan.takeProfit, columns.takeProfit, price, t) > 0)) return EXITS;
  const size = wholeLots((fraction * a.purse.marked) / price, plan.lot);
  const value = size * price;
  if (!(size > 0) || value < plan.minTrade * a.purse.marked * (1 - DUST) || value < plan.minNotional) return MIN_TRADE;
  orderEntry(a, t, vote, size);
  return ACCEPTED;
}

function fractionAt(a: Account, t: number, direction: number): number {
  const { plan, columns } = a;
  const { component } = plan.sizing;
  const wanted = component.fraction(a.sizingState, {
    row: t,
    direction,
    edge: columns.edge[t],
    sigma: columns.sigma[t],
    strength: columns.strength[t],
    price: columns.close[t],
    equity: a.purse.marked,
    column: columns.sizing === undefined ? NaN : columns.sizing[t],
    symbols: plan.symbols,
  });
  const fraction = component.relative === true ? wanted * plan.maxPosition : Math.min(wanted, plan.maxPosition);
  return Math.min(fraction, plan.leverage - a.othersGross);
}

/** Rounded down to the lot; a size a rounding error below a whole lot counts as whole. */
function wholeLots(size: number, lot: number): number {
  return lot > 0 ? Math.floor(size / lot + 1e-9) * lot : size;
}
