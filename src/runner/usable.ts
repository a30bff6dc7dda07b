import { refuse } from '../core/problem.ts';
import type { Refusal } from '../core/problem.ts';
import { columnOf } from './columns.ts';
import type { Workspace } from './columns.ts';
import type { Member } from './panel.ts';
import type { Plan, PlanNode } from './plan.ts';
import { idOf, poolOf } from './pools.ts';
import { isStacked } from './stacked.ts';
import type { Scores } from './stitch.ts';
import type { Node } from '../spec/types.ts';

/** Refuses a fit whose label is known nowhere, or one of whose columns says nothing: NaN or the same value in all rows. */
export function refuseUselessInputs(plan: Plan, node: PlanNode, workspace: Workspace): void {
  const label = node.label as string;
  const model = node.name.slice(0, -label.length - 1);
  const owner = plan.spec.models.find(({ name }) => name === model) as Node;
  const { members } = poolOf(plan.panel, owner, node.symbol);
  const labels = members.map(({ symbol }) => workspace.array(idOf(plan.panel, `labels.${label}`, symbol), 'value'));
  if (labels.every((values) => firstKnown(values) < 0)) throw unknownLabel(plan, label);
  const all = poolOf(plan.panel, owner, undefined).members;
  for (const name of isStacked(owner) ? [] : (plan.columns.get(model) ?? [])) {
    const valueFor = (symbols: readonly Member[]): ReturnType<typeof onlyValue> =>
      onlyValue(symbols.map((member) => columnOf(plan, workspace, name, member)));
    const value = valueFor(members);
    if (value === 'unknown') throw unknownColumn(plan, name);
    // of one symbol's own model a column may be idle: the beta of a reference to itself
    if (value === 'several' || (members.length < all.length && valueFor(all) === 'several')) continue;
    throw refuse(
      'RUN_FEATURE',
      pathOf(plan, name, model),
      `column "${name}" is constant, so model "${model}" can learn nothing from it`,
      {
        found: `${value} in every row where it is known`,
        hint: `leave it out: models.${model}.features: [all, -${name}]`,
      },
    );
  }
}

/** The value that all known rows have, if there is only one. */
function onlyValue(columns: readonly Float64Array[]): number | 'unknown' | 'several' {
  let only = NaN;
  for (const column of columns) {
    const first = firstKnown(column);
    if (first < 0) continue;
    if (only !== only) only = column[first];
    if (column.some((x) => x === x && x !== only)) return 'several';
  }
  return only === only ? only : 'unknown';
}

/** Refuses features that are known in no row of any symbol, whoever reads them. */
export function refuseUnknownFeatures(plan: Plan, workspace: Workspace): void {
  for (const { name, component, values } of plan.spec.features) {
    for (const output of component.outputs?.(values) ?? ['']) {
      const column = output === '' ? name : `${name}.${output}`;
      if (plan.panel.members.every((member) => firstKnown(columnOf(plan, workspace, column, member)) < 0))
        throw unknownColumn(plan, column);
    }
  }
}

/** Refuses scores that a signal is to part into bins and that are one number in every row of every symbol. */
export function refuseConstantScores({ spec }: Plan, ofSymbols: readonly Scores[]): void {
  for (const { name, component, values } of spec.signals) {
    const of = component.parts?.(values).of;
    if (of === undefined || ofSymbols.length === 0) continue;
    const columns = [...ofSymbols[0].keys()].filter((column) => column === of || column.startsWith(`${of}.`));
    if (columns.length !== 1) continue;
    const value = onlyValue(ofSymbols.map((scores) => scores.get(columns[0]) as Float64Array));
    if (typeof value === 'string') continue;
    throw refuse(
      'RUN_EXECUTION',
      `signals.${name}.of`,
      `the scores "${columns[0]}" are constant: no quantile parts them`,
      {
        found: `${value} in every row that has a score`,
        hint: 'look at importances and rounds of the model, and at what it is fitted on',
      },
    );
  }
}

const firstKnown = (column: ArrayLike<number>): number => {
  for (let t = 0; t < column.length; t++) if (column[t] === column[t]) return t;
  return -1;
};

function unknownLabel({ spec, bars }: Plan, label: string): Refusal {
  const node = spec.labels.find((l) => l.name === label);
  return refuse('RUN_LABEL', `labels.${label}`, 'the label is known in no row', {
    expected: `a span that ends within the data, ${bars.rows} bars`,
    found: `up to ${node?.component.horizon(node.values)} bars ahead`,
    hint: 'shorten its horizon, or widen data.range',
  });
}

function unknownColumn(plan: Plan, name: string): Refusal {
  const { node } = plan.spec.resolve(name) ?? { node: name };
  const feature = plan.spec.features.find((f) => f.name === node);
  const reach = feature?.component.reach(feature.values).bars ?? 1;
  if (feature?.component.cross === true)
    return refuse('RUN_FEATURE', pathOf(plan, name, node), `column "${name}" is NaN at every time`, {
      expected: `${String(feature.values['min_symbols'])} symbols or more that are known at one time`,
      hint: 'look at the column it compares by and at data.universe, or lower min_symbols',
    });
  return refuse('RUN_FEATURE', pathOf(plan, name, node), `column "${name}" is NaN in every row`, {
    expected: `a window that fills within the data, ${plan.bars.rows} bars`,
    ...(reach > 1 && { found: `a reach of ${reach} bars` }),
    hint: 'shorten its window, widen data.range, or look at the columns it reads',
  });
}

/** The feature that a column comes from; the model's own list where it is a bar column. */
function pathOf({ spec }: Plan, name: string, model: string): string {
  const target = spec.resolve(name);
  return target?.role === 'bar' ? `models.${model}.features` : `features.${target?.node ?? name}`;
}
