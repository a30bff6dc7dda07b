import type { Range } from '../core/artifacts.ts';
import type { SimulationResult, Totals } from '../execution/_simulator/types.ts';
import type { Plan } from './plan.ts';
import type { PanelColumns } from './panel-columns.ts';

const NOTHING: Totals = {
  trades: 0,
  wins: 0,
  losses: 0,
  profit: 0,
  loss: 0,
  fees: 0,
  slippage: 0,
  funding: 0,
  turnover: 0,
  bars_held: 0,
  decisions: 0,
  accepted: 0,
  refused_limit: 0,
  refused_exits: 0,
  refused_min_trade: 0,
};

/** Several symbols are scored and gated, not traded yet: cash by grid row. */
export function tradePanel({ spec, bars }: Plan, _columns: PanelColumns, { from, to }: Range): SimulationResult {
  const cash = Number(spec.execution.values['cash']);
  const equity = new Float64Array(bars.rows).fill(NaN).fill(cash, from, to);
  return { equity, cash, ruined: false, totals: NOTHING, gates: [], limits: [] };
}
