import type { Range } from '../core/artifacts.ts';
import type { SimulationResult, Totals } from '../execution/_simulator/types.ts';
import { simulateVectorized } from '../execution/_simulator/vectorized.ts';
import type { UnitRecord } from '../execution/_simulator/vectorized.ts';
import type { PanelColumns, SymbolColumns } from './panel-columns.ts';
import type { Plan } from './plan.ts';
import type { Strategy } from './strategy.ts';
import { trade } from './trade.ts';
import type { Traded } from './trade.ts';
import { tradePanel } from './trade-panel.ts';

/** Trades one symbol or several as `execution.type` says; equity by row of the time grid. */
export function tradePlan(plan: Plan, strategy: Strategy, panel: PanelColumns, range: Range): Traded {
  if (!plan.panel.several) return trade(strategy, panel.symbols[0].columns, range);
  if (strategy.vectorized !== undefined) return tradeColumnsOf(plan, strategy, panel, range);
  return { result: tradePanel(plan, strategy, panel, range), unit: undefined };
}

/** Whole columns of each traded symbol, every one with an equal share of the equity, which is restored at each bar for nothing. */
function tradeColumnsOf(plan: Plan, strategy: Strategy, panel: PanelColumns, range: Range): Traded {
  const { spec } = plan;
  const traded = panel.symbols.filter(({ symbol }) => spec.portfolio.symbols?.includes(symbol) ?? true);
  const parts = traded.map((own) => tradedAlone(plan, strategy, own, { range, shares: traded.length }));
  const unit = together(parts, range);
  const equity = new Float64Array(plan.bars.rows).fill(NaN);
  let value = strategy.simulation.cash;
  for (let i = 0; i < unit.net.length; i++) {
    value *= 1 + unit.net[i];
    equity[range.from + i] = value;
  }
  const results = parts.map(({ result }) => result);
  const result: SimulationResult = {
    equity,
    cash: value,
    ruined: results.every(({ ruined }) => ruined),
    totals: results.map(({ totals }) => totals).reduce(sumOf),
    gates: results[0].gates.map(({ name }, k) => ({
      name,
      first: results.reduce((sum, { gates }) => sum + gates[k].first, 0),
      all: results.reduce((sum, { gates }) => sum + gates[k].all, 0),
    })),
    limits: [],
  };
  return { result, unit };
}

interface Part {
  readonly result: SimulationResult;
  readonly unit: UnitRecord;
  readonly own: SymbolColumns;
  readonly from: number;
}

function tradedAlone(
  { panel }: Plan,
  { simulation, vectorized }: Strategy,
  own: SymbolColumns,
  { range, shares }: { readonly range: Range; readonly shares: number },
): Part {
  const rows = panel.member(own.symbol).range(range);
  const { result, unit } = simulateVectorized({
    plan: { ...simulation, cash: simulation.cash / shares },
    columns: { ...own.columns, earned: own.columns.earned as Float64Array },
    range: rows,
    slippageRate: (vectorized?.slippage_bps ?? 0) / 1e4,
  });
  return { result, unit, own, from: rows.from };
}

/** Means over the symbols, by row of the grid; a symbol without a bar earns and costs nothing then. */
function together(parts: readonly Part[], { from, to }: Range): UnitRecord {
  const [gross, net, changed] = [0, 1, 2].map(() => new Float64Array(to - from));
  const share = 1 / parts.length;
  for (const { unit, own, from: first } of parts) {
    for (let g = from; g < to; g++) {
      const t = own.rowOf[g];
      if (t < 0) continue;
      gross[g - from] += share * unit.gross[t - first];
      net[g - from] += share * unit.net[t - first];
      changed[g - from] += share * unit.changed[t - first];
    }
  }
  const mean = (of: (unit: UnitRecord) => number): number => share * parts.reduce((sum, { unit }) => sum + of(unit), 0);
  return {
    gross,
    net,
    changed,
    turnover: mean((u) => u.turnover),
    slippage: mean((u) => u.slippage),
    funding: mean((u) => u.funding),
  };
}

function sumOf(a: Readonly<Totals>, b: Readonly<Totals>): Totals {
  return Object.fromEntries(
    Object.entries(a).map(([key, value]) => [key, (value as number) + b[key as keyof Totals]]),
  ) as unknown as Totals;
}
