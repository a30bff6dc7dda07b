import type { Range } from '../../core/artifacts.ts';
import { openAccount, timesOf } from './account.ts';
import type { Account } from './account.ts';
import { asColumns } from './log.ts';
import { reasonCode } from './orders.ts';
import { leaveAtClose, step } from './step.ts';
import type { Simulation, SimulationColumns, SimulationPlan, SimulationResult } from './types.ts';

/** The one simulator: stored predictions, live inference, trials and paper trading all call `step`. */
export function startSimulation(plan: SimulationPlan, columns: SimulationColumns): Simulation {
  const account = openAccount(plan, columns);
  return { step: (row) => step(account, row), finish: () => finish(account) };
}

/** Steps over a range of rows (default all) and finishes. */
export function simulate(plan: SimulationPlan, columns: SimulationColumns, range?: Range): SimulationResult {
  const account = openAccount(plan, columns);
  const to = range?.to ?? columns.close.length;
  for (let t = range?.from ?? 0; t < to; t++) step(account, t);
  return finish(account);
}

/**
 * The same trades and the same equity, written into `equity` (rows outside the range keep what they hold), without the
 * counts of decisions and refusals: a flat account passes over rows that a gate refuses, one that holds a position over
 * rows in which nothing happens to it.
 */
export function simulateUncounted(
  plan: SimulationPlan,
  columns: SimulationColumns,
  range: Range,
  equity: Float64Array,
): SimulationResult {
  const account = openAccount({ ...plan, record: 'none' }, columns, equity);
  const passes = plan.limits.length === 0;
  const cooldown = Math.max(-1, ...plan.gates.map((gate) => gate.cooldown ?? -1));
  for (let t = range.from; t < range.to; t++) {
    if (passes) t = account.side === 0 ? waitOver(account, t, range.to, cooldown) : holdOver(account, t, range.to);
    if (t < range.to) step(account, t);
  }
  return finish(account);
}

/** The next row, from t on, in which an order fills or one may be made: gates let it pass and no exit lies too close before it. */
function waitOver(a: Account, t: number, to: number, cooldown: number): number {
  if (a.entryDue < Infinity || a.exitDue < Infinity) return t;
  const open = a.columns.mask.indexOf(0, Math.max(t, a.exitRow + cooldown + 1));
  const next = open < 0 ? to : Math.min(open, to);
  a.equity.fill(a.purse.marked, t, next);
  return next;
}

/** Marks a position row by row, up to the first one in which it pays, is armed, is left or may be ordered out. */
function holdOver(a: Account, t: number, to: number): number {
  const { plan, columns, equity, side, size, entryPrice, lower, upper } = a;
  const { open, high, low, close, vote } = columns;
  const votes = plan.opposite !== 'ignore' || plan.neutral !== 'ignore';
  const funding = plan.funding === 'charged' ? columns.funding : undefined;
  if (a.exitDue < Infinity || a.entryDue < Infinity) return t;
  const end = Math.min(to, a.armRow, a.holdRow);
  const { balance } = a.purse;
  let row = t;
  for (; row < end; row++) {
    if (!(open[row] + high[row] + low[row] + close[row] < Infinity) || low[row] <= lower || high[row] >= upper) break;
    if ((votes && vote[row] !== side) || (funding !== undefined && Math.abs(funding[row]) > 0)) break;
    const marked = balance + side * size * (close[row] - entryPrice);
    if (marked <= 0) break;
    equity[row] = marked;
  }
  if (row === t) return t;
  a.row = row - 1;
  a.pricedRow = row - 1;
  a.at = columns.finer === undefined ? row - 1 : columns.finer.first[row] - 1;
  a.purse.marked = equity[row - 1];
  return row;
}

/** Leaves an open position at the last close, with slippage and flagged. */
function finish(a: Account): SimulationResult {
  if (a.side !== 0) {
    leaveAtClose(a, a.pricedRow, reasonCode('end_of_data'));
    for (let t = a.pricedRow; t <= a.row; t++) {
      a.equity[t] = a.purse.balance;
      if (a.journal !== undefined) a.journal.position[t] = 0;
    }
    a.purse.marked = a.purse.balance;
  }
  const { plan, journal } = a;
  return {
    equity: a.equity,
    cash: a.purse.balance,
    ruined: a.purse.stopped,
    totals: a.totals,
    gates: plan.gates.map(({ name }, k) => ({ name, first: a.firstRefusals[k], all: a.allRefusals[k] })),
    limits: plan.limits.map(({ name }, k) => ({ name, refused: a.limitRefusals[k] })),
    ...(journal !== undefined && {
      details: {
        trades: asColumns(journal.trades),
        orders: asColumns(journal.orders),
        fills: asColumns(journal.fills),
        ...timesOf(journal),
        position: journal.position,
        outcome: journal.outcome,
        refused: journal.refused,
      },
    }),
  };
}
