import type { Range } from '../core/artifacts.ts';
import type { JsonValue } from '../core/artifacts.ts';
import { digestJson } from '../core/digest.ts';
import { dailyReturns } from '../evaluation/metrics.ts';
import { simulationInputs } from '../execution/_simulator/plan.ts';
import type { Opened } from '../runner/open.ts';
import type { Member } from '../runner/panel.ts';
import { panelColumns } from '../runner/panel-columns.ts';
import type { PanelColumns } from '../runner/panel-columns.ts';
import { accountRecord } from '../runner/trade.ts';
import { bindStrategy } from '../runner/strategy.ts';
import type { Inputs, Strategy } from '../runner/strategy.ts';
import { metricsOf } from '../runner/trade-panel.ts';
import { tradePlan } from '../runner/trade-plan.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import type { Trader } from './trader.ts';

/** Trades trials of several symbols, or of a schedule; signals and gates are kept while only the portfolio side differs. */
export function createPanelTrader(
  { plan, lookup }: Opened,
  inputsOf: (member: Member) => Inputs,
  traded = plan.traded,
): Trader {
  let kept: { readonly key: string; readonly panel: PanelColumns } | undefined;
  return {
    trade(spec, range: Range) {
      const own = { ...plan, spec, traded };
      const strategy = bindStrategy(own, lookup);
      const key = columnsKey(spec, strategy);
      if (kept?.key !== key) kept = { key, panel: panelColumns(own, strategy, inputsOf) };
      const { panel } = kept;
      const done = tradePlan(own, strategy, panel, range);
      const record = accountRecord(own, done, range);
      const daily = dailyReturns(record);
      return { metrics: metricsOf(record, done.result.portfolio, panel, daily), daily };
    },
  };
}

/** What the columns of the strategy side hang on, besides the scores. */
function columnsKey({ signals, gates, portfolio }: ResolvedSpec, strategy: Strategy): string {
  const valuesOf = ({ name, values }: { readonly name: string; readonly values: object }): JsonValue => [
    name,
    { ...values } as JsonValue,
  ];
  const inputs = Object.values(simulationInputs(strategy.simulation)).map((name) => name ?? null);
  return digestJson([portfolio.of, signals.map(valuesOf), gates.map(valuesOf), strategy.round_trip_bps, inputs]);
}
