import { populationStability, shareDistance } from '../evaluation/_stats/index.ts';
import type { DriftFacts } from '../report/input.ts';
import type { Table } from '../report/table.ts';
import { columnOf } from './jobs.ts';
import { foldName } from './plan.ts';
import type { FoldRows, Plan, PlanNode } from './plan.ts';
import type { RunOutcome } from './run.ts';

/**
 * How far each segment has moved from the first one: PSI of the columns that models read, over test windows, and the
 * total variation distance of each model's importances. Nothing without two segments.
 */
export function driftOf({ plan, computed }: RunOutcome): readonly DriftFacts[] {
  const [first, ...later] = plan.folds;
  if (first === undefined || later.length === 0) return [];
  return [
    ...featureRows(plan, first, later, (name) => columnOf(plan, computed, name)),
    ...importanceRows(plan, (node) => (computed.meta(node.id) as { importance: readonly number[] }).importance),
  ];
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
      { name: 'importance_distance', kind: 'number', values: rows.map((r) => r.distance) },
    ],
  };
}

function featureRows(
  { columns }: Plan,
  first: FoldRows,
  later: readonly FoldRows[],
  column: (name: string) => Float64Array,
): readonly DriftFacts[] {
  const names = [...new Set([...columns.values()].flat())];
  return names.flatMap((name) => {
    const values = column(name);
    const window = ({ test }: FoldRows): Float64Array => values.subarray(test.from, test.to);
    return later.map((fold): DriftFacts => ({
      segment: foldName(fold.index),
      what: 'feature',
      name,
      psi: populationStability(window(first), window(fold)),
      distance: NaN,
    }));
  });
}

function importanceRows(plan: Plan, importanceOf: (node: PlanNode) => readonly number[]): readonly DriftFacts[] {
  const models = plan.nodes.filter(({ kind }) => kind === 'model');
  const first = new Map(models.filter(({ fold }) => fold === 0).map((node) => [node.name, importanceOf(node)]));
  return models.flatMap((node): DriftFacts[] => {
    const reference = first.get(node.name);
    if (node.fold === undefined || node.fold === 0 || reference === undefined) return [];
    return [
      {
        segment: foldName(node.fold),
        what: 'importance',
        name: node.name,
        psi: NaN,
        distance: shareDistance(reference, importanceOf(node)),
      },
    ];
  });
}
