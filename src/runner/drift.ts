import { shareDistance } from '../evaluation/_stats/index.ts';
import type { DriftFacts } from '../report/input.ts';
import type { Table } from '../report/table.ts';
import { columnOf } from './columns.ts';
import { runJob } from './compute.ts';
import type { Environment } from './compute.ts';
import { foldName, titleOf } from './plan.ts';
import type { Plan, PlanNode } from './plan.ts';
import { stretchesOf } from './pools.ts';
import type { RunOutcome } from './run.ts';
import { shapRows } from './shap-drift.ts';
import { isStacked } from './stacked.ts';

/**
 * How far each segment has moved from the first one: PSI of the columns that models read, over test windows, and the
 * total variation distance of each model's importances and of its Shapley values. Nothing without two segments.
 */
export async function driftOf(outcome: RunOutcome, environment: Environment): Promise<readonly DriftFacts[]> {
  const { plan, computed } = outcome;
  if (plan.folds.length < 2) return [];
  const columns = Promise.all(driftingColumns(plan).map((name) => columnRows(outcome, name, environment)));
  const importances = importanceRows(
    plan,
    (node) => (computed.meta(node.id) as { importance: readonly number[] }).importance,
  );
  const explained = shapRows(outcome);
  return [...(await columns).flat(), ...importances, ...explained];
}

/** `diagnostics/drift.csv`; undefined where nothing drifts. */
export function driftTable(rows: readonly DriftFacts[]): Table | undefined {
  if (rows.length === 0) return undefined;
  return {
    rows: rows.length,
    columns: [
      { name: 'segment', kind: 'text', values: rows.map((r) => r.segment) },
      { name: 'what', kind: 'text', values: rows.map((r) => r.what) },
      { name: 'name', kind: 'text', values: rows.map((r) => r.name) },
      { name: 'psi', kind: 'number', values: rows.map((r) => r.psi) },
      ...(['importance', 'shap'] as const).map((what) => ({
        name: `${what}_distance`,
        kind: 'number' as const,
        values: rows.map((r) => (r.what === what ? r.distance : NaN)),
      })),
    ],
  };
}

/** Columns that models read. */
function driftingColumns({ columns, spec }: Plan): readonly string[] {
  const read = spec.models.filter((model) => !isStacked(model));
  return [...new Set(read.flatMap(({ name }) => columns.get(name) ?? []))];
}

async function columnRows(
  { plan, computed }: RunOutcome,
  name: string,
  environment: Environment,
): Promise<readonly DriftFacts[]> {
  const pool = plan.panel.pooled();
  const windows = plan.folds.map(({ test }) =>
    stretchesOf(pool, test, (member) => columnOf(plan, computed, name, member)),
  );
  const pieces = Object.fromEntries(windows.flat().map((piece, i) => [`piece${i}`, piece]));
  const job = { kind: 'stability', pieces: windows.map(({ length }) => length) } as const;
  const { arrays } = await runJob(job, pieces, environment, pool.rows);
  return plan.folds.slice(1).map((fold, i) => ({
    segment: foldName(fold.index),
    what: 'feature',
    name,
    psi: arrays[0].values[i],
    distance: NaN,
  }));
}

function importanceRows(plan: Plan, importanceOf: (node: PlanNode) => readonly number[]): readonly DriftFacts[] {
  const models = plan.nodes.filter(({ kind }) => kind === 'model');
  const first = new Map(models.filter(({ fold }) => fold === 0).map((node) => [titleOf(node), importanceOf(node)]));
  return models.flatMap((node): DriftFacts[] => {
    const reference = first.get(titleOf(node));
    if (node.fold === undefined || node.fold === 0 || reference === undefined) return [];
    return [
      {
        segment: foldName(node.fold),
        what: 'importance',
        name: titleOf(node),
        psi: NaN,
        distance: shareDistance(reference, importanceOf(node)),
      },
    ];
  });
}
