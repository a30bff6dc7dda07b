import { refuse } from '../core/problem.ts';
import type { Refusal } from '../core/problem.ts';
import { columnOf } from './jobs.ts';
import type { Workspace } from './jobs.ts';
import type { Plan, PlanNode } from './plan.ts';

/** Refuses a fit whose label is known nowhere, or one of whose columns says nothing: NaN or the same value in all rows. */
export function refuseUselessInputs(plan: Plan, node: PlanNode, workspace: Workspace): void {
  const label = node.label as string;
  const model = node.name.slice(0, -label.length - 1);
  if (firstKnown(workspace.array(`labels.${label}`, 'value')) < 0) throw unknownLabel(plan, label);
  for (const name of plan.columns.get(model) ?? []) {
    const column = columnOf(plan, workspace, name);
    const first = firstKnown(column);
    if (first < 0) throw unknownColumn(plan, name);
    if (column.some((x) => x === x && x !== column[first])) continue;
    throw refuse(
      'RUN_FEATURE',
      pathOf(plan, name, model),
      `column "${name}" is constant, so model "${model}" can learn nothing from it`,
      {
        found: `${column[first]} in every row where it is known`,
        hint: `leave it out: models.${model}.features: [all, -${name}]`,
      },
    );
  }
}

/** Refuses features that are known in no row at all, whoever reads them. */
export function refuseUnknownFeatures(plan: Plan, workspace: Workspace): void {
  for (const { name, component, values } of plan.spec.features) {
    for (const output of component.outputs?.(values) ?? ['']) {
      if (firstKnown(workspace.array(`features.${name}`, output)) >= 0) continue;
      throw unknownColumn(plan, output === '' ? name : `${name}.${output}`);
    }
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
