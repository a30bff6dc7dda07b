import { refuse } from '../core/problem.ts';
import type { Member } from './panel.ts';
import type { Plan, PlanNode } from './plan.ts';
import { isCross, producerOf } from './scopes.ts';
import { crossArray } from './steps/cross.ts';
import type { NumericArray } from './steps/step.ts';

/** Columns that are there already, by `node id` and array name. */
export interface Workspace {
  array(id: string, name: string): NumericArray;
}

const RULES: { readonly [column: string]: string } = {
  open: 'first',
  high: 'high',
  low: 'low',
  volume: 'sum',
  count: 'sum',
  quote_volume: 'sum',
  taker_base: 'sum',
};

/** How a bar column becomes coarser; other columns take their last fine value. */
export const ruleOf = (name: string): string => RULES[name] ?? 'last';

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
