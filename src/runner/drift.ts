import { shareDistance, stabilityFrom } from '../evaluation/_stats/index.ts';
import type { DriftFacts } from '../report/input.ts';
import type { Table } from '../report/table.ts';
import { columnOf } from './columns.ts';
import { foldName, titleOf } from './plan.ts';
import type { FoldRows, Plan, PlanNode } from './plan.ts';
import { stretchesOf } from './pools.ts';
import type { RunOutcome } from './run.ts';
import { shapRows } from './shap-drift.ts';
import { isStacked } from './stacked.ts';

/**
 * How far each segment has moved from the first one: PSI of the columns that models read, over test windows, and the
 * total variation distance of each model's importances and of its Shapley values. Nothing without two segments.
 */
export function driftOf(outcome: RunOutcome): readonly DriftFacts[] {
  const { plan, computed } = outcome;
  const [first, ...later] = plan.folds;
  if (first === undefined || later.length === 0) return [];
  return [
    ...featureRows(plan, first, later, (name, { test }) =>
      stretchesOf(plan.panel.pooled(), test, (member) => columnOf(plan, computed, name, member)),
    ),
    ...importanceRows(plan, (node) => (computed.meta(node.id) as { importance: readonly number[] }).importance),
    ...shapRows(outcome),
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
      ...(['importance', 'shap'] as const).map((what) => ({
        name: `${what}_distance`,
        kind: 'number' as const,
        values: rows.map((r) => (r.what === what ? r.distance : NaN)),
      })),
    ],
  };
}

function featureRows(
  { columns, spec }: Plan,
  first: FoldRows,
  later: readonly FoldRows[],
  window: (name: string, fold: FoldRows) => readonly Float64Array[],
): readonly DriftFacts[] {
  const read = spec.models.filter((model) => !isStacked(model));
  const names = [...new Set(read.flatMap(({ name }) => columns.get(name) ?? []))];
  return names.flatMap((name) => {
    const stability = stabilityFrom(window(name, first));
    return later.map((fold): DriftFacts => ({
      segment: foldName(fold.index),
      what: 'feature',
      name,
      psi: stability(window(name, fold)),
      distance: NaN,
    }));
  });
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
