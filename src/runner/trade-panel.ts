import type { Range } from '../core/artifacts.ts';
import { NO_RULES } from '../core/instrument.ts';
import { accountMetrics } from '../evaluation/metrics.ts';
import type { AccountRecord, Metric } from '../evaluation/metrics.ts';
import { portfolioMetrics } from '../evaluation/portfolio.ts';
import { startSeveral } from '../execution/_portfolio/several.ts';
import { startPortfolio } from '../execution/_portfolio/simulate.ts';
import type { PortfolioSimulation } from '../execution/_portfolio/simulate.ts';
import type { PortfolioColumns, PortfolioFacts, PortfolioResult } from '../execution/_portfolio/types.ts';
import type { SimulationResult } from '../execution/_simulator/types.ts';
import type { PanelColumns, SymbolColumns } from './panel-columns.ts';
import type { Plan } from './plan.ts';
import type { Strategy } from './strategy.ts';

/** What trading reads of a panel. */
interface TradedPanel extends Pick<PanelColumns, 'time' | 'interval_ms'> {
  readonly symbols: readonly Omit<SymbolColumns, 'learnt'>[];
}

/**
 * Trading of several symbols over one account: to target weights on a schedule, else each by its own signal. `step` for
 * each grid row of the range in order.
 */
export function startPanel(plan: Plan, strategy: Strategy, panel: TradedPanel, range: Range): PortfolioSimulation {
  const { time, interval_ms } = panel;
  const symbols = panel.symbols.map(({ symbol, columns, rowOf, listed }) => {
    const instrument = plan.instruments?.get(symbol) ?? NO_RULES;
    return { symbol, columns, rowOf, listed, instrument };
  });
  const columns: PortfolioColumns = { time, interval_ms, symbols };
  if (strategy.portfolio !== undefined) return startPortfolio(strategy.portfolio.plan, columns, range);
  return startSeveral(strategy.simulation, columns, range);
}

/** The same over a whole range. */
export function tradePanel(plan: Plan, strategy: Strategy, panel: TradedPanel, range: Range): PortfolioResult {
  const simulation = startPanel(plan, strategy, panel, range);
  for (let t = range.from; t < range.to; t++) simulation.step(t);
  return simulation.finish();
}

/** The same with the target first where a bar holds stop and target, which only positions with exits of their own have. */
export function tradePanelTargetFirst(
  plan: Plan,
  strategy: Strategy,
  panel: PanelColumns,
  range: Range,
  known: SimulationResult,
): SimulationResult {
  if (strategy.portfolio !== undefined || strategy.vectorized !== undefined) return known;
  const simulation = { ...strategy.simulation, ambiguity: 'target_first' as const };
  return tradePanel(plan, { ...strategy, simulation }, panel, range);
}

/** Metrics of the account; of a portfolio with its exposures in place of the one of a single position. */
export function metricsOf(
  record: AccountRecord,
  portfolio: PortfolioFacts | undefined,
  panel: Pick<PanelColumns, 'symbols'>,
  daily?: Float64Array,
): readonly Metric[] {
  const metrics = accountMetrics(record, daily);
  if (portfolio === undefined) return metrics;
  const more = portfolioMetrics({ ...portfolio, chosen: chosenReturns(portfolio, panel) }, record.range);
  const at = metrics.findIndex(({ name }) => name === 'exposure');
  return [...metrics.slice(0, at), ...more, ...metrics.slice(at + 1)];
}

/** Returns of the chosen from the close of a decision to that of the next one, in the direction chosen; NaN ones left out. */
function chosenReturns({ logs }: PortfolioFacts, { symbols }: Pick<PanelColumns, 'symbols'>): Float64Array {
  const targets = logs?.targets;
  if (targets === undefined) return new Float64Array();
  const moments = [...new Set(targets.decision_row)];
  const next = new Map(moments.map((row, i) => [row, moments[i + 1] ?? -1]));
  const closeAt = (s: number, t: number): number => {
    const { rowOf, columns } = symbols[s];
    return t < 0 || rowOf[t] < 0 ? NaN : columns.close[rowOf[t]];
  };
  const found = new Float64Array(targets.rows);
  for (let i = 0; i < targets.rows; i++) {
    const [s, row] = [targets.symbol[i], targets.decision_row[i]];
    const side = targets.side[i];
    found[i] = side === 0 ? NaN : side * (closeAt(s, next.get(row) ?? -1) / closeAt(s, row) - 1);
  }
  return found.filter((x) => x === x);
}
