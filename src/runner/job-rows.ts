import type { Range } from '../core/artifacts.ts';
import type { Node } from '../spec/types.ts';
import { columnOf } from './columns.ts';
import type { Workspace } from './columns.ts';
import type { Job } from './execute.ts';
import type { Member, PooledRows } from './panel.ts';
import type { Plan, PlanNode } from './plan.ts';
import { gatheredShared, gatheredSpans, idOf, pooledInput } from './pools.ts';
import type { PooledInput } from './steps/pooled.ts';
import type { Arrays, NumericArray } from './steps/step.ts';

export interface Prepared {
  readonly job: Job;
  readonly arrays: Arrays;
}

/** A range of pooled rows as the job sees it: of one symbol among all its rows, of several from 0. */
export const cutAt = ({ only }: PooledRows, { from, to }: Range, start: number): Range =>
  only === undefined ? { from: from - start, to: to - start } : { from, to };

/** Columns over a pool, and a label with its spans: of one symbol as they are, of several the job lays them. */
export function pooledRows(
  plan: Plan,
  workspace: Workspace,
  pool: PooledRows,
  range: Range,
  { columns, label }: { readonly columns: readonly string[]; readonly label?: string },
): { readonly pooled?: PooledInput; readonly arrays: Arrays } {
  if (pool.only !== undefined) {
    const x = numbered('x', columns, (name) => columnOf(plan, workspace, name, pool.only));
    return { arrays: { ...x, ...(label !== undefined && labelRows(plan, workspace, label, pool, range)) } };
  }
  const found = new Map(
    columns.map((name, i) => [`x${i}`, (member: Member): NumericArray => columnOf(plan, workspace, name, member)]),
  );
  if (label === undefined) return pooledInput(pool, range, found);
  const array = labelOf(plan, workspace, label);
  found.set('label', (member) => array(member, 'value'));
  return pooledInput(pool, range, found, array);
}

const labelOf =
  ({ panel }: Plan, workspace: Workspace, label: string) =>
  ({ symbol }: Member, name: string): NumericArray =>
    workspace.array(idOf(panel, `labels.${label}`, symbol), name);

/** Label and spans over a pool: of one symbol as they are, of several a copy of the range's rows. */
export function labelRows(plan: Plan, workspace: Workspace, label: string, pool: PooledRows, range: Range): Arrays {
  const array = labelOf(plan, workspace, label);
  const { only } = pool;
  if (only !== undefined)
    return { label: array(only, 'value'), first: array(only, 'first'), last: array(only, 'last') };
  return {
    label: gatheredShared(pool, range, (member) => array(member, 'value') as Float64Array),
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
