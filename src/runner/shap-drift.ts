import type { JsonValue } from '../core/artifacts.ts';
import { shareDistance } from '../evaluation/_stats/index.ts';
import { pipelineContributions } from '../models/_fold/pipeline.ts';
import type { DriftFacts } from '../report/input.ts';
import type { Workspace } from './columns.ts';
import { cutAt, find, rowsOf, splitName } from './job-rows.ts';
import { foldName, titleOf } from './plan.ts';
import type { Plan, PlanNode } from './plan.ts';
import { foldIn, poolOf } from './pools.ts';
import type { RunOutcome } from './run.ts';
import { isStacked } from './stacked.ts';
import { textOf } from './steps/step.ts';

/** Rows of a test window on which a model is explained, spread evenly over it: exact values, but not for every row. */
const EXPLAINED = 32;

/**
 * How far each model's explanation of its own test window has moved from the first segment's: total variation distance of
 * the mean sizes of the Shapley values. Nothing of models that state none.
 */
export function shapRows({ plan, computed }: RunOutcome): readonly DriftFacts[] {
  const first = new Map<string, readonly number[] | undefined>();
  return plan.nodes.flatMap((node): DriftFacts[] => {
    if (node.kind !== 'model' || node.fold === undefined) return [];
    const title = titleOf(node);
    if (first.has(title) && first.get(title) === undefined) return [];
    const own = meanSizes(plan, computed, node);
    if (!first.has(title)) first.set(title, own);
    const reference = first.get(title);
    if (node.fold === 0 || own === undefined || reference === undefined) return [];
    const distance = shareDistance(reference, own);
    return [{ segment: foldName(node.fold), what: 'shap', name: title, psi: NaN, distance }];
  });
}

/** Mean size of the Shapley values of each column over rows of the fold's test window; undefined where none are stated. */
function meanSizes(plan: Plan, workspace: Workspace, node: PlanNode): readonly number[] | undefined {
  const [name] = splitName(node);
  const owner = find(plan.spec.models, name);
  if (isStacked(owner)) return undefined;
  const pool = poolOf(plan.panel, owner, node.symbol);
  const { test } = foldIn(pool, plan.folds[node.fold as number]);
  const { from, to } = cutAt(pool, test, test.from);
  const rows = Math.min(EXPLAINED, to - from);
  const columns = (plan.columns.get(name) ?? []).map((column) => {
    const window = rowsOf(plan, workspace, pool, test, column);
    return Float64Array.from({ length: rows }, (_, i) => window[from + Math.floor((i * (to - from)) / rows)]);
  });
  const fitted = JSON.parse(textOf(workspace.array(node.id, 'model'))) as JsonValue;
  const found = pipelineContributions(owner.component, fitted, columns, [0, rows]);
  return found?.values.map((values) => {
    const known = values.filter((v) => v === v);
    return known.reduce((total, v) => total + Math.abs(v), 0) / known.length;
  });
}
