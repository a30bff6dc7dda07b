import type { Range } from '../core/artifacts.ts';
import { Refusal, refuse } from '../core/problem.ts';
import type { Table, TableColumn } from '../report/table.ts';
import { computePlan } from '../runner/compute.ts';
import type { Environment } from '../runner/compute.ts';
import type { Opened } from '../runner/open.ts';
import type { Plan } from '../runner/plan.ts';
import { rowAt } from '../runner/rows.ts';
import { storedNodes } from '../runner/run.ts';
import { rawScores, scoreColumn, scoresOf, stitchScores } from '../runner/stitch.ts';
import type { Scores } from '../runner/stitch.ts';
import { bindStrategy, precomputedInputs, strategyColumns } from '../runner/strategy.ts';
import type { BinFile } from './file.ts';
import { binnedSignal } from './build.ts';
import { scoreWithBins } from './apply.ts';

export interface Slice {
  /** Epoch ms, half-open. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface SignalTable {
  readonly table: Table;
  readonly counts: { readonly long: number; readonly short: number; readonly none: number };
}

/** Scores and the traded signal's direction on every traded bar, before the gates: what a run would decide on. */
export async function signalTable(opened: Opened, slice: Slice, environment: Environment): Promise<SignalTable> {
  const { plan, lookup } = opened;
  const computed = await computePlan(plan, storedNodes(plan), environment);
  const scores = stitchScores(plan, computed);
  const inputs = precomputedInputs(plan, computed, scoresOf(plan, scores, scores));
  const { direction } = strategyColumns(plan, bindStrategy(plan, lookup), inputs);
  const traded = plan.spec.signals.find(({ name }) => name === plan.spec.portfolio.of);
  const [input] = traded?.component.inputs(traded.values) ?? [];
  const binned = input?.bins === undefined ? [] : [number('q_bin', inputs.bins(input.name, input.bins, input.scope))];
  const columns = [
    ...scoreColumns(plan, scores, input?.bins === undefined ? undefined : input.name),
    ...binned,
    number('signal', direction),
  ];
  return cut(plan, columns, rowsOf(plan, slice, plan.traded));
}

/** Raw and calibrated score under their plain names where the signal bins one; else every score under its own. */
function scoreColumns(plan: Plan, scores: Scores, calibrated: string | undefined): readonly TableColumn[] {
  if (calibrated === undefined) return [...scores].map(([name, values]) => number(name, values));
  const target = plan.spec.resolve(calibrated);
  const of = plan.spec.calibrators.find(({ name }) => name === target?.node)?.values['of'] as string;
  return [
    number('y_pred', scores.get(`${of}.${target?.output ?? ''}`) as Float64Array),
    number('p_cal', scoreColumn(plan, scores, calibrated)),
  ];
}

/** Predictions of a spec with the bins on disk, the month of each row or one for all. */
export async function applyBins(
  opened: Opened,
  slice: Slice,
  bins: BinFile | ((month: string) => BinFile),
  environment: Environment,
): Promise<Table> {
  const { plan } = opened;
  const { model, label } = binnedSignal(opened);
  const ids = plan.nodes
    .filter(({ kind, name }) => kind === 'scores' && name === `${model.name}.${label}`)
    .map(({ id }) => id);
  const computed = await computePlan(plan, ids, environment);
  const raw = rawScores(plan, computed, { model: model.name, label });
  const { from, to } = rowsOf(plan, slice, { from: 0, to: plan.bars.rows });
  const rows = Int32Array.from({ length: to - from }, (_, i) => from + i).filter((t) => raw[t] === raw[t]);
  const scored = await scoreWithBins(
    { timestamp: Float64Array.from(rows, (t) => plan.bars.time[t]), y_pred: Float64Array.from(rows, (t) => raw[t]) },
    bins,
  );
  const { timestamp, y_pred, p_cal, q_bin } = scored;
  return {
    rows: rows.length,
    columns: [
      { name: 'timestamp', kind: 'time', values: timestamp },
      number('y_pred', y_pred),
      number('p_cal', p_cal),
      number('q_bin', q_bin),
    ],
  };
}

const number = (name: string, values: Float64Array): TableColumn => ({ name, kind: 'number', values });

function rowsOf({ bars }: Plan, { from, to }: Slice, within: Range): Range {
  const first = from === undefined ? within.from : Math.max(within.from, rowAt(bars.time, from));
  const end = to === undefined ? within.to : Math.min(within.to, rowAt(bars.time, to));
  if (first < end) return { from: first, to: end };
  throw new Refusal(refuse('USAGE', '', 'no bar lies between --from and --to').problems, 2);
}

function cut({ bars }: Plan, columns: readonly TableColumn[], { from, to }: Range): SignalTable {
  const counts = { long: 0, short: 0, none: 0 };
  const direction = columns[columns.length - 1].values as Float64Array;
  for (let t = from; t < to; t++) counts[direction[t] === 1 ? 'long' : direction[t] === -1 ? 'short' : 'none']++;
  const rows: TableColumn[] = columns.map((column) => ({
    ...column,
    values: (column.values as Float64Array).subarray(from, to),
  }));
  return {
    table: {
      rows: to - from,
      columns: [{ name: 'timestamp', kind: 'time', values: bars.time.subarray(from, to) }, ...rows],
    },
    counts,
  };
}
