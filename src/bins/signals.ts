import type { Range } from '../core/artifacts.ts';
import { Refusal, refuse } from '../core/problem.ts';
import type { Table, TableColumn } from '../report/table.ts';
import { computePlan } from '../runner/compute.ts';
import type { Environment } from '../runner/compute.ts';
import type { Opened } from '../runner/open.ts';
import type { Member } from '../runner/panel.ts';
import { panelColumns } from '../runner/panel-columns.ts';
import { symbolColumn } from '../runner/per-bar-tables.ts';
import type { Plan } from '../runner/plan.ts';
import { pooledScores } from '../runner/pooled.ts';
import { gathered } from '../runner/pools.ts';
import { rowAt } from '../runner/rows.ts';
import { storedNodes } from '../runner/run.ts';
import { rawScores, scoreColumn, scoresOf, stitchPanel } from '../runner/stitch.ts';
import type { Scores } from '../runner/stitch.ts';
import { bindStrategy, precomputedInputs } from '../runner/strategy.ts';
import type { Inputs } from '../runner/strategy.ts';
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

/**
 * Scores and the traded signal's direction on every traded bar, before the gates: what a run would decide on. Of several
 * symbols by time and then by symbol.
 */
export async function signalTable(opened: Opened, slice: Slice, environment: Environment): Promise<SignalTable> {
  const { plan, lookup } = opened;
  const computed = await computePlan(plan, storedNodes(plan), environment);
  const scores = stitchPanel(plan, computed);
  const pooled = pooledScores(plan, scores);
  const inputsOf = (member: Member): Inputs =>
    precomputedInputs(plan, computed, scoresOf(plan, scores[member.index], pooled), member);
  const { symbols } = panelColumns(plan, bindStrategy(plan, lookup), inputsOf);
  const traded = plan.spec.signals.find(({ name }) => name === plan.spec.portfolio.of);
  const [input] = traded?.component.inputs(traded.values) ?? [];
  const columns = plan.panel.members.map((member): readonly TableColumn[] => {
    const { index } = member;
    const isBinned = input?.bins !== undefined;
    return [
      ...scoreColumns(plan, scores[index], isBinned ? input.name : undefined),
      ...(isBinned ? [number('q_bin', inputsOf(member).bins(input.name, input.bins, input.scope))] : []),
      number('signal', symbols[index].columns.direction),
    ];
  });
  return laidOut(plan, columns, rowsOf(plan, slice, plan.traded));
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
  const { panel } = plan;
  const pool = panel.pooled();
  const scores = rawScores(plan, computed, { model: model.name, label });
  const raw = gathered(pool, { from: 0, to: pool.rows }, ({ index }) => scores[index]);
  const { from, to } = pool.range(rowsOf(plan, slice, { from: 0, to: plan.bars.rows }));
  const rows = Int32Array.from({ length: to - from }, (_, i) => from + i).filter((t) => raw[t] === raw[t]);
  const scored = await scoreWithBins(
    { timestamp: Float64Array.from(rows, (t) => pool.time[t]), y_pred: Float64Array.from(rows, (t) => raw[t]) },
    bins,
  );
  const symbols = Array.from(rows, (t) => panel.members[pool.memberOf[t]].symbol);
  const { timestamp, y_pred, p_cal, q_bin } = scored;
  return {
    rows: rows.length,
    columns: [
      { name: 'timestamp', kind: 'time', values: timestamp },
      ...(panel.several ? [{ name: 'symbol', kind: 'text' as const, values: symbols }] : []),
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

/** Columns of each symbol, the last of them the direction, over a range of the time grid. */
function laidOut(plan: Plan, columns: readonly (readonly TableColumn[])[], range: Range): SignalTable {
  const pool = plan.panel.pooled();
  const rows = pool.range(range);
  const laid = columns[0].map(({ name }, k) =>
    number(
      name,
      gathered(pool, rows, ({ index }) => columns[index][k].values as Float64Array),
    ),
  );
  const counts = { long: 0, short: 0, none: 0 };
  for (const direction of laid[laid.length - 1].values as Float64Array)
    counts[direction === 1 ? 'long' : direction === -1 ? 'short' : 'none']++;
  const symbol = plan.panel.several ? [symbolColumn(plan, rows)] : [];
  return {
    table: {
      rows: rows.to - rows.from,
      columns: [
        { name: 'timestamp', kind: 'time', values: pool.time.subarray(rows.from, rows.to) },
        ...symbol,
        ...laid,
      ],
    },
    counts,
  };
}
