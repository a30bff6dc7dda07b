import type { Range } from '../core/artifacts.ts';
import { refuse } from '../core/problem.ts';
import type { AccountRecord } from '../evaluation/metrics.ts';
import { simulatePortfolio, startPortfolio } from '../execution/_portfolio/simulate.ts';
import { simulate, simulateUncounted, startSimulation } from '../execution/_simulator/simulate.ts';
import type { Simulation, SimulationColumns, SimulationResult } from '../execution/_simulator/types.ts';
import { simulateVectorized } from '../execution/_simulator/vectorized.ts';
import type { UnitRecord } from '../execution/_simulator/vectorized.ts';
import type { Plan } from './plan.ts';
import { singleColumns } from './portfolio.ts';
import type { Strategy } from './strategy.ts';

/** What trading has come to; `unit` where whole columns were traded at once. */
export interface Traded {
  readonly result: SimulationResult;
  readonly unit: UnitRecord | undefined;
}

/** Trades columns as `execution.type` says. */
export function trade(strategy: Strategy, columns: SimulationColumns, range: Range): Traded {
  return (
    vectorized(strategy, columns, range) ??
    rebalanced(strategy, columns, range) ?? { result: simulate(strategy.simulation, columns, range), unit: undefined }
  );
}

/** The same numbers without counts and logs; `equity` is written over where it can be. */
export function tradeUncounted(
  strategy: Strategy,
  columns: SimulationColumns,
  range: Range,
  equity: Float64Array,
): Traded {
  return (
    vectorized(strategy, columns, range) ??
    rebalanced(strategy, columns, range) ?? {
      result: simulateUncounted(strategy.simulation, columns, range, equity),
      unit: undefined,
    }
  );
}

/** The same rules with the target first where a bar holds stop and target; nothing to differ where there are no exits. */
export function tradeTargetFirst(
  strategy: Strategy,
  columns: SimulationColumns,
  range: Range,
  known: Traded,
): SimulationResult {
  if (strategy.vectorized !== undefined || strategy.portfolio !== undefined) return known.result;
  return simulate({ ...strategy.simulation, ambiguity: 'target_first' }, columns, range);
}

function vectorized(strategy: Strategy, columns: SimulationColumns, range: Range): Traded | undefined {
  const { earned } = columns;
  if (strategy.vectorized === undefined || earned === undefined) return undefined;
  const slippageRate = strategy.vectorized.slippage_bps / 1e4;
  return simulateVectorized({ plan: strategy.simulation, columns: { ...columns, earned }, range, slippageRate });
}

function rebalanced({ portfolio }: Strategy, columns: SimulationColumns, range: Range): Traded | undefined {
  if (portfolio === undefined) return undefined;
  return { result: simulatePortfolio(portfolio.plan, singleColumns(portfolio, columns), range), unit: undefined };
}

/** Trading under way: `step` for each row of the range in order, while the columns are being filled. */
export function startTrading(
  { portfolio, simulation }: Strategy,
  columns: SimulationColumns,
  range: Range,
): Simulation {
  if (portfolio === undefined) return startSimulation(simulation, columns);
  return startPortfolio(portfolio.plan, singleColumns(portfolio, columns), range);
}

/** Neither whole columns nor ranks among later scores can be had bar by bar. */
export function refuseLive({ spec }: Plan, { vectorized: whole }: Strategy): void {
  if (whole !== undefined)
    throw refuse(
      'RUN_EXECUTION',
      'execution.type',
      'a vectorised execution trades whole columns: it has no live feed',
      {
        hint: '--set execution.type=event, or --feed precomputed',
      },
    );
  for (const { name, component, values } of spec.signals) {
    const scoped = component.inputs(values).some(({ scope }) => scope !== undefined);
    if (scoped)
      throw refuse('RUN_EXECUTION', `signals.${name}.scope`, 'ranks among scores that the live feed does not have', {
        found: String(values['scope']),
        hint: 'scope: trailing, or --feed precomputed',
      });
  }
}

/** What metrics are made of. */
export function accountRecord(plan: Plan, { result, unit }: Traded, range: Range): AccountRecord {
  const { time, interval_ms } = plan.bars;
  const { equity, totals } = result;
  return { time, interval_ms, range, equity, cash: Number(plan.spec.execution.values['cash']), totals, unit };
}
