import type { Range } from '../../core/artifacts.ts';
import { openAccount } from './account.ts';
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
 * counts of decisions and refusals: a flat account passes over rows that a gate refuses.
 */
export function simulateUncounted(
  plan: SimulationPlan,
  columns: SimulationColumns,
  range: Range,
  equity: Float64Array,
): SimulationResult {
  const account = openAccount({ ...plan, record: 'none' }, columns, equity);
  const { mask } = columns;
  const passes = plan.limits.length === 0;
  for (let t = range.from; t < range.to; t++) {
    if (passes && mask[t] !== 0 && isIdle(account)) {
      const open = mask.indexOf(0, t);
      const next = open < 0 ? range.to : Math.min(open, range.to);
      equity.fill(account.purse.marked, t, next);
      t = next;
      if (t === range.to) break;
    }
    step(account, t);
  }
  return finish(account);
}

const isIdle = ({ side, entryDue, exitDue }: Account): boolean =>
  side === 0 && entryDue === Infinity && exitDue === Infinity;

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
        position: journal.position,
        outcome: journal.outcome,
        refused: journal.refused,
      },
    }),
  };
}
