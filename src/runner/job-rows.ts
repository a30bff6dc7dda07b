import type { Range } from '../core/artifacts.ts';
import type { Node } from '../spec/types.ts';
import { columnOf } from './columns.ts';
import type { Workspace } from './columns.ts';
import type { Job } from './execute.ts';
import type { Member, PooledRows } from './panel.ts';
import type { Plan, PlanNode } from './plan.ts';
import { gathered, gatheredSpans, idOf } from './pools.ts';
import type { Arrays, NumericArray } from './steps/step.ts';

export interface Prepared {
  readonly job: Job;
  readonly arrays: Arrays;
}

/** A range of pooled rows as the job sees it: of one symbol among all its rows, of several from 0. */
export const cutAt = ({ only }: PooledRows, { from, to }: Range, start: number): Range =>
  only === undefined ? { from: from - start, to: to - start } : { from, to };

/** A column over a pool: of one symbol the whole column as it is, of several a copy of the range's rows. */
export function rowsOf(plan: Plan, workspace: Workspace, pool: PooledRows, range: Range, name: string): Float64Array {
  if (pool.only !== undefined) return columnOf(plan, workspace, name, pool.only);
  return gathered(pool, range, (member) => columnOf(plan, workspace, name, member));
}

/** Label and spans over a pool, as `rowsOf`. */
export function labelRows(plan: Plan, workspace: Workspace, label: string, pool: PooledRows, range: Range): Arrays {
  const array = ({ symbol }: Member, name: string): NumericArray =>
    workspace.array(idOf(plan.panel, `labels.${label}`, symbol), name);
  const { only } = pool;
  if (only !== undefined)
    return { label: array(only, 'value'), first: array(only, 'first'), last: array(only, 'last') };
  return {
    label: gathered(pool, range, (member) => array(member, 'value') as Float64Array),
    ...gatheredSpans(pool, range, (member, end) => array(member, end) as Int32Array),
  };
}

export const numbered = (prefix: string, names: readonly string[], column: (name: string) => Float64Array): Arrays =>
  Object.fromEntries(names.map((name, i) => [`${prefix}${i}`, column(name)]));

export function splitName(node: PlanNode): readonly [string, string] {
  const label = node.label as string;
  return [node.name.slice(0, -label.length - 1), label];
}

export function find<N extends Node>(nodes: readonly N[], name: string): N {
  const found = nodes.find((n) => n.name === name);
  if (found === undefined) throw new Error(`no node "${name}"`);
  return found;
}
