import type { Bars } from '../core/artifacts.ts';
import type { Limit } from '../core/contracts/portfolio.ts';
import { NO_RULES } from '../core/instrument.ts';
import type { Instrument } from '../core/instrument.ts';
import type { PortfolioColumns, PortfolioPlan } from '../execution/_portfolio/types.ts';
import type { SimulationColumns, SimulationPlan } from '../execution/_simulator/types.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import { givenBy } from './given-by.ts';

export interface Rebalanced {
  readonly plan: PortfolioPlan;
  readonly bars: Bars;
  readonly instruments: ReadonlyMap<string, Instrument> | undefined;
}

/** One symbol as a cross-section. */
export function singleColumns({ bars, instruments }: Rebalanced, columns: SimulationColumns): PortfolioColumns {
  const { time, interval_ms, symbol } = bars;
  const instrument = instruments?.get(symbol) ?? NO_RULES;
  const rows = columns.close.length;
  const rowOf = Int32Array.from({ length: rows }, (_, t) => t);
  const listed = new Uint8Array(rows).fill(1);
  return {
    time: time.subarray(0, rows),
    interval_ms,
    symbols: [{ symbol, columns, rowOf, listed, instrument }],
  };
}

/** The rebalanced account of a spec, or undefined where it has no schedule. */
export function portfolioPlan(spec: ResolvedSpec, simulation: SimulationPlan): PortfolioPlan | undefined {
  const { rebalance, select, side, of } = spec.portfolio;
  if (rebalance === undefined) return undefined;
  const byRank = (a: { component: Limit; name: string }, b: { component: Limit; name: string }): number =>
    a.component.rank - b.component.rank || (a.name < b.name ? -1 : 1);
  return {
    ...simulation,
    side,
    select,
    limits: simulation.limits.toSorted(byRank),
    schedule: rebalance,
    ranked: givenBy(spec, of).includes('edge'),
  };
}
