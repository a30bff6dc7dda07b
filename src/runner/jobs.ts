import type { Feature } from '../core/contracts/feature.ts';
import type { Node } from '../spec/types.ts';
import { prepareCalibrator } from './calibrator-jobs.ts';
import { columnOf, memberOf, ruleOf, weightArrays } from './columns.ts';
import type { Workspace } from './columns.ts';
import type { Job } from './execute.ts';
import { prepareModel } from './fit-jobs.ts';
import { find, numbered } from './job-rows.ts';
import type { Prepared } from './job-rows.ts';
import type { Plan, PlanNode } from './plan.ts';
import { idOf } from './pools.ts';
import { isCross, referenceOf } from './scopes.ts';
import type { NumericArray } from './steps/step.ts';

/** The frozen job of a node, with the columns it may see and no others. */
export function prepareJob(plan: Plan, node: PlanNode, workspace: Workspace): Prepared {
  switch (node.kind) {
    case 'feature':
      return prepareFeature(plan, node, workspace);
    case 'label':
      return prepareLabel(plan, node, workspace);
    case 'model':
    case 'scores':
      return prepareModel(plan, node, workspace);
    case 'calibrator':
      return prepareCalibrator(plan, node, workspace);
    default:
      throw new Error(`node ${node.id} has no job`);
  }
}

function prepareFeature(plan: Plan, node: PlanNode, workspace: Workspace): Prepared {
  const owner = find(plan.spec.features, node.name);
  if (isCross(owner)) return prepareCross(plan, owner, workspace);
  const member = memberOf(plan, node);
  const reference = referenceOf(plan.panel, owner);
  if (reference !== undefined && reference !== member) {
    const outputs = owner.component.outputs?.(owner.values) ?? [''];
    const id = idOf(plan.panel, `features.${owner.name}`, reference.symbol);
    const arrays = Object.fromEntries(outputs.map((name, i) => [`in${i}`, workspace.array(id, name)]));
    return {
      job: { kind: 'joined', outputs },
      arrays: { ...arrays, time: member.bars.time, from: reference.bars.time },
    };
  }
  const names = owner.component.inputs(owner.values);
  const job: Job = {
    kind: 'feature',
    type: owner.component.type,
    values: owner.values,
    inputs: names.length,
    rules: names.map(ruleOf),
    interval_ms: plan.bars.interval_ms,
    coarse_ms: owner.values['interval'] as number | undefined,
  };
  const column = (name: string): Float64Array => columnOf(plan, workspace, name, member);
  const weights = owner.values['interval'] === undefined ? {} : weightArrays(names, column);
  return { job, arrays: { ...numbered('in', names, column), ...weights, time: member.bars.time } };
}

function prepareCross(plan: Plan, { component, values }: Node<Feature>, workspace: Workspace): Prepared {
  const { members, grid } = plan.panel;
  const names = component.inputs(values);
  const symbols = members.map(({ symbol }) => symbol);
  const outputs = component.outputs?.(values) ?? [''];
  const arrays = members.flatMap((member, m): [string, NumericArray][] => [
    ...names.map((name, i): [string, NumericArray] => [`in${i}/${m}`, columnOf(plan, workspace, name, member)]),
    [`row/${m}`, member.rowOf],
    [`listed/${m}`, member.listed],
  ]);
  return {
    job: { kind: 'cross', type: component.type, values, inputs: names.length, outputs, symbols, rows: grid.rows },
    arrays: Object.fromEntries(arrays),
  };
}

function prepareLabel(plan: Plan, node: PlanNode, workspace: Workspace): Prepared {
  const owner = find(plan.spec.labels, node.name);
  const names = owner.component.inputs(owner.values);
  const member = memberOf(plan, node);
  return {
    job: { kind: 'label', type: owner.component.type, values: owner.values, inputs: names.length },
    arrays: numbered('in', names, (name) => columnOf(plan, workspace, name, member)),
  };
}
