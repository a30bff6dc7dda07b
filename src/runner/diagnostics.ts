import type {
  Costed,
  Diagnostic,
  DiagnosticResult,
  Judged,
  RunView,
  SignalSymbol,
} from '../core/contracts/diagnostic.ts';
import { sum } from '../core/math/index.ts';
import { refuse } from '../core/problem.ts';
import { csvOf } from '../report/csv.ts';
import type { Table } from '../report/table.ts';
import { barsPerYear } from '../evaluation/_stats/index.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import { splitName } from '../spec/names.ts';
import { fittedFolds } from './fitted-folds.ts';
import { located } from './located.ts';
import { idOf } from './pools.ts';
import { horizonOf, judgedScore, middleOf } from './qualities.ts';
import type { RunOutcome } from './run.ts';
import type { ResultFile } from './results.ts';
import { fullScoreName } from './stitch.ts';
import { isScore } from './strategy.ts';

/** What a diagnostic of `evaluation.diagnostics` has found. */
export interface Diagnosed extends DiagnosticResult {
  readonly name: string;
  readonly type: string;
}

/** All diagnostics of a finished run, by name. They look at its numbers and change none. */
export function diagnose(spec: ResolvedSpec, outcome: RunOutcome): Promise<readonly Diagnosed[]> {
  return located(spec, () => Promise.resolve(diagnoseAll(outcome)));
}

function diagnoseAll(outcome: RunOutcome): readonly Diagnosed[] {
  const made = new Map<string, unknown>();
  return outcome.plan.spec.evaluation.diagnostics.map((node) => ({
    name: node.name,
    type: node.component.type,
    ...node.component.compute(node.values as never, viewOf(outcome, node, made)),
  }));
}

function viewOf(outcome: RunOutcome, node: Node<Diagnostic>, made: Map<string, unknown>): RunView {
  const { plan } = outcome;
  const path = node.path.join('.');
  const at = (key: string, message: string, more: object = {}) =>
    refuse('RUN_DIAGNOSTIC', `${path}.${key}`, message, more);
  return {
    interval_ms: plan.bars.interval_ms,
    seed: plan.spec.seed,
    judged: (of) => judgedOf(outcome, of) ?? raise(at('type', 'the run has no scores to judge')),
    signal: (of) => signalOf(outcome, of),
    costed: () => costedOf(outcome),
    fitted(of) {
      const [model, label] = modelOf(outcome, of);
      const found = fittedFolds(plan, outcome.computed, model, label);
      if (found.length > 0) return found;
      throw at('of', 'there is no fit behind these scores', { found: model, expected: 'a model that the run fits' });
    },
    once(key, make) {
      if (!made.has(key)) made.set(key, make());
      return made.get(key) as ReturnType<typeof make>;
    },
    refuse: at,
  };
}

function raise(error: Error): never {
  throw error;
}

/** Scores and labels over the own rows of each judged symbol, NaN outside the test windows. */
function judgedOf({ plan, computed, scores, symbolScores }: RunOutcome, of: string | undefined): Judged | undefined {
  const name = of === undefined ? judgedScore(plan, computed, scores)?.name : fullScoreName(plan, scores, of);
  if (name === undefined) return undefined;
  const label = name.slice(name.indexOf('.') + 1);
  const node = plan.spec.labels.find((l) => l.name === label);
  const meant = plan.spec.evaluation.symbols;
  return {
    name,
    label,
    unit: node?.component.unit ?? '',
    middle: middleOf(plan, label),
    horizon: horizonOf(plan, label),
    symbols: plan.panel.members
      .filter(({ symbol }) => meant?.includes(symbol) ?? true)
      .map(({ symbol, index, bars }) => ({
        symbol,
        time: bars.time,
        score: symbolScores[index].get(name) as Float64Array,
        label: computed.array(idOf(plan.panel, `labels.${label}`, symbol), 'value') as Float64Array,
        close: bars.columns.get('close') as Float64Array,
      })),
  };
}

/** Model and label behind a score, calibrated or not. */
function modelOf({ plan, computed, scores }: RunOutcome, of: string | undefined): readonly [string, string] {
  const name = of === undefined ? judgedScore(plan, computed, scores)?.name : fullScoreName(plan, scores, of);
  const [node, label] = splitName(name ?? '');
  const calibrator = plan.spec.calibrators.find((c) => c.name === node);
  return [String(calibrator?.values['of'] ?? node), label];
}

/** The traded signal, or scores, over the traded rows of each traded symbol. */
function signalOf(
  { plan, scores, symbolScores, panel, range }: RunOutcome,
  of: string | undefined,
): readonly SignalSymbol[] {
  const meant = plan.spec.portfolio.symbols;
  return plan.panel.members
    .filter(({ symbol }) => meant?.includes(symbol) ?? true)
    .map((member) => {
      const { from, to } = member.range(range);
      const isSignal = of === undefined || !isScore(plan, of);
      const whole = isSignal
        ? panel.symbols[member.index].columns.direction
        : (symbolScores[member.index].get(fullScoreName(plan, scores, of)) as Float64Array);
      return { symbol: member.symbol, time: member.bars.time.subarray(from, to), value: whole.subarray(from, to) };
    });
}

/** Before fees, after slippage and funding: of equity where positions are held by the bar, else of the cash. */
function costedOf({ plan, result, unit }: RunOutcome): Costed {
  if (unit !== undefined) {
    const gross = sum(unit.gross) - unit.slippage - unit.funding;
    const { changed, turnover } = unit;
    return {
      gross,
      turnover,
      of: 'equity',
      bars: { gross: unit.gross, changed, a_year: barsPerYear(plan.bars.interval_ms) },
    };
  }
  const { profit, loss, fees, turnover } = result.totals;
  const cash = Number(plan.spec.execution.values['cash']);
  return { gross: (profit + loss + fees) / cash, turnover: turnover / cash, of: 'cash' };
}

/** Its tables as CSV, and the rows of single bars as Parquet. */
export function diagnosticFiles(diagnosed: readonly Diagnosed[]): {
  readonly csv: readonly ResultFile[];
  readonly parquet: readonly { readonly path: string; readonly table: Table }[];
} {
  const at = (name: string, suffix: string): string => `diagnostics/${suffix === '' ? name : `${name}_${suffix}`}`;
  return {
    csv: diagnosed.flatMap(({ name, tables }) =>
      Object.entries(tables).map(([suffix, table]) => ({ path: `${at(name, suffix)}.csv`, content: csvOf(table) })),
    ),
    parquet: diagnosed.flatMap(({ name, series }) =>
      series === undefined ? [] : [{ path: `${at(name, '')}.parquet`, table: series }],
    ),
  };
}
