import type { JsonValue } from '../core/artifacts.ts';
import { shareDistance } from '../evaluation/_stats/index.ts';
import { pipelineContributions } from '../models/_fold/pipeline.ts';
import type { DriftFacts } from '../report/input.ts';
import { columnOf } from './columns.ts';
import type { Workspace } from './columns.ts';
import { find, splitName } from './job-rows.ts';
import { foldName, titleOf } from './plan.ts';
import type { Plan, PlanNode } from './plan.ts';
import { foldIn, ownRow, poolOf } from './pools.ts';
import type { RunOutcome } from './run.ts';
import { isStacked } from './stacked.ts';
import { textOf } from './steps/step.ts';

/** Rows of a test window on which a model is explained, spread evenly over it: exact values, but not for every row. */
const EXPLAINED = 32;

/** Bytes of saved models that are explained per model of the spec: of large ones not every segment's. */
const EXPLAINED_BYTES = 64e6;

/**
 * How far each model's explanation of its own test window has moved from the first segment's: total variation distance of
 * the mean sizes of the Shapley values. Of large models as many segments, spread evenly, as `EXPLAINED_BYTES` hold. Nothing
 * of models that state none.
 */
export function shapRows({ plan, computed }: RunOutcome): readonly DriftFacts[] {
  const models = plan.nodes.filter(({ kind, fold }) => kind === 'model' && fold !== undefined);
  const titles = [...new Set(models.map(titleOf))];
  return titles.flatMap((name): DriftFacts[] => {
    const nodes = models.filter((node) => titleOf(node) === name);
    const [first, ...later] = spreadOver(nodes, (node) => computed.array(node.id, 'model').byteLength);
    const reference = meanSizes(plan, computed, first);
    if (reference === undefined) return [];
    return later.flatMap((node): DriftFacts[] => {
      const own = meanSizes(plan, computed, node);
      if (own === undefined) return [];
      const segment = foldName(node.fold as number);
      return [{ segment, what: 'shap', name, psi: NaN, distance: shareDistance(reference, own) }];
    });
  });
}

/** All models, or the first, the last and others between as `EXPLAINED_BYTES` allow; three at least. */
export function spreadOver<T>(nodes: readonly T[], bytes: (node: T) => number): readonly T[] {
  const total = nodes.reduce((sum, node) => sum + bytes(node), 0);
  const most = Math.max(3, Math.floor((EXPLAINED_BYTES / total) * nodes.length));
  if (most >= nodes.length) return nodes;
  return Array.from({ length: most }, (_, i) => nodes[Math.round((i * (nodes.length - 1)) / (most - 1))]);
}

/** Mean size of the Shapley values of each column over rows of the fold's test window; undefined where none are stated. */
function meanSizes(plan: Plan, workspace: Workspace, node: PlanNode): readonly number[] | undefined {
  const [name] = splitName(node);
  const owner = find(plan.spec.models, name);
  if (isStacked(owner)) return undefined;
  const pool = poolOf(plan.panel, owner, node.symbol);
  const { test } = foldIn(pool, plan.folds[node.fold as number]);
  const rows = Math.min(EXPLAINED, test.to - test.from);
  const shown = Array.from({ length: rows }, (_, i) => {
    const row = test.from + Math.floor((i * (test.to - test.from)) / rows);
    return ownRow(pool, row);
  });
  const columns = (plan.columns.get(name) ?? []).map((column) =>
    Float64Array.from(shown, ([member, t]) => columnOf(plan, workspace, column, member)[t]),
  );
  const fitted = JSON.parse(textOf(workspace.array(node.id, 'model'))) as JsonValue;
  const found = pipelineContributions(owner.component, fitted, columns, [0, rows]);
  return found?.values.map((values) => {
    const known = values.filter((v) => v === v);
    return known.reduce((total, v) => total + Math.abs(v), 0) / known.length;
  });
}
