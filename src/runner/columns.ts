import { refuse } from '../core/problem.ts';
import { barRule } from '../data/resample.ts';
import type { CoarseRule } from '../data/resample.ts';
import { BARS } from '../spec/names.ts';
import type { Member } from './panel.ts';
import type { Plan, PlanNode } from './plan.ts';
import { isCross, producerOf } from './scopes.ts';
import { crossArray } from './steps/cross.ts';
import type { Arrays, NumericArray } from './steps/step.ts';

/** Columns that are there already, by `node id` and array name. */
export interface Workspace {
  array(id: string, name: string): NumericArray;
  /** Columns over the rows of all symbols that have been asked for, by name. */
  readonly pooled?: Map<string, Float64Array>;
}

/** How an input becomes coarser: a bar column by its own rule, a feature takes its last fine value. */
export const ruleOf = (name: string): CoarseRule => (BARS.has(name) ? barRule(name) : 'last');

/** What the rule `vwap` reads beside its column; nothing where no input follows it. */
export function weightArrays(names: readonly string[], column: (name: string) => Float64Array): Arrays {
  return names.map(ruleOf).includes('vwap') ? { volume: column('volume'), close: column('close') } : {};
}

export function barColumn({ bars }: Member, name: string): Float64Array {
  if (name === 'timestamp') return bars.time;
  const column = bars.columns.get(name);
  if (column !== undefined) return column;
  throw refuse('DATA_FORMAT', 'data.source', `the source of ${bars.symbol} has no column "${name}"`, {
    expected: `one of ${[...bars.columns.keys()].join(', ')}`,
  });
}

/** The column of a symbol that a written name stands for: a bar column or a feature's output, on the symbol's own rows. */
export function columnOf(
  plan: Plan,
  workspace: Workspace,
  name: string,
  member: Member = onlyMember(plan),
): Float64Array {
  const target = plan.spec.resolve(name);
  if (target?.role === 'bar') return barColumn(member, target.node);
  const id = producerOf(plan.spec, plan.panel, name, member);
  const across = isCross(plan.spec.features.find((node) => node.name === target?.node));
  const array = across ? crossArray(target?.output ?? '', member) : (target?.output ?? '');
  return workspace.array(id, array) as Float64Array;
}

/** The symbol of a panel of one. */
export function onlyMember({ panel, spec }: Plan): Member {
  if (!panel.several) return panel.members[0];
  throw new Error(`${spec.name} has ${panel.members.length} symbols; which one is not said`);
}

/** The symbol of a node. */
export function memberOf(plan: Plan, { symbol }: PlanNode): Member {
  return symbol === undefined ? onlyMember(plan) : plan.panel.member(symbol);
}
