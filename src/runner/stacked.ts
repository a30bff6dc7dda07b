import type { Range } from '../core/artifacts.ts';
import type { Model } from '../core/contracts/model.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import type { Workspace } from './columns.ts';
import type { PooledRows } from './panel.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { FoldRows, Plan } from './plan.ts';
import { foldIn, gatheredShared, poolOf, scatter, scoredRange, scoreIds } from './pools.ts';
import { foldName } from './rows.ts';
import { shared } from './steps/step.ts';

/** A model whose columns are scores of other models. */
export const isStacked = (model: Node): boolean => (model.component as Partial<Model>).stacks === true;

interface Scored {
  readonly model: Node;
  readonly label: string;
}

/** The model and label that a column of scores comes from. */
export function scoredBy(spec: ResolvedSpec, name: string): Scored {
  const target = spec.resolve(name);
  const model = spec.models.find((m) => m.name === target?.node);
  if (target === undefined || model === undefined) throw new Error(`no model gives "${name}"`);
  return { model, label: target.output };
}

/** The test windows a stack may learn from: those that begin before the first row its labels may not reach. */
export const stackedOn = (folds: readonly FoldRows[], fold: FoldRows): readonly FoldRows[] =>
  folds.filter(({ test }) => test.from < fold.boundary);

/** Rows that a fold of a stack is fitted on. */
export const stackedRange = (folds: readonly FoldRows[], { boundary }: FoldRows): Range => ({
  from: Math.min(folds[0].test.from, boundary),
  to: boundary,
});

/** Ids of the scores that a column has in some folds. */
export function scoreDeps(build: PlanBuilder, folds: readonly FoldRows[], names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const { model, label } = scoredBy(build.spec, name);
    const ids = folds.map(({ index }) => `${model.name}/${label}/${foldName(index)}`);
    return ids.flatMap((id) => scoreIds(build.byId, `scores.${id}`, build.panel));
  });
}

interface Reading {
  readonly plan: Plan;
  readonly workspace: Workspace;
  readonly pool: PooledRows;
  readonly range: Range;
}

/**
 * A column of scores over a pool: those of the test windows of `folds`, or of all that one fold scores (`whole`); NaN
 * elsewhere. Of one symbol all its rows, of several those of the range.
 */
export function stackedColumn(
  { plan, workspace, pool, range }: Reading,
  name: string,
  folds: readonly FoldRows[],
  whole = false,
): Float64Array {
  const { panel, spec, byId } = plan;
  const { model, label } = scoredBy(spec, name);
  const columns = new Map(pool.members.map(({ index, bars }) => [index, shared(bars.rows).fill(NaN)]));
  for (const fold of folds) {
    for (const id of scoreIds(byId, `scores.${model.name}/${label}/${foldName(fold.index)}`, panel)) {
      const from = poolOf(panel, model, byId.get(id)?.symbol);
      const inPool = foldIn(from, fold);
      const scored = scoredRange(inPool);
      const kept = whole ? scored : inPool.test;
      const score = workspace.array(id, 'score') as Float64Array;
      scatter(from, kept.from, score.subarray(kept.from - scored.from, kept.to - scored.from), ({ index }) =>
        columns.get(index),
      );
    }
  }
  const columnOf = ({ index }: { readonly index: number }): Float64Array => columns.get(index) as Float64Array;
  return pool.only === undefined ? gatheredShared(pool, range, columnOf) : columnOf(pool.only);
}
