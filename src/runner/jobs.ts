import { refuse } from '../core/problem.ts';
import type { Node } from '../spec/types.ts';
import type { Job } from './execute.ts';
import type { FoldRefit, FoldRows, Plan, PlanNode } from './plan.ts';
import { foldName } from './rows.ts';
import { USED } from './steps/_fit/refit.ts';
import type { RefitRule } from './steps/_fit/refit.ts';
import type { Arrays, NumericArray } from './steps/step.ts';
import { shared } from './steps/step.ts';
import type { Term } from './terms.ts';

/** Columns that are there already, by `node id` and array name. */
export interface Workspace {
  array(id: string, name: string): NumericArray;
}

export interface Prepared {
  readonly job: Job;
  readonly arrays: Arrays;
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

export function barColumn({ bars }: Plan, name: string): Float64Array {
  if (name === 'timestamp') return bars.time;
  const column = bars.columns.get(name);
  if (column !== undefined) return column;
  throw refuse('DATA_FORMAT', 'data.source', `the source of ${bars.symbol} has no column "${name}"`, {
    expected: `one of ${[...bars.columns.keys()].join(', ')}`,
  });
}

/** The column that a written name stands for: a bar column or a feature's output. */
export function columnOf(plan: Plan, workspace: Workspace, name: string): Float64Array {
  const target = plan.spec.resolve(name);
  if (target?.role === 'bar') return barColumn(plan, target.node);
  return workspace.array(`features.${target?.node}`, target?.output ?? '') as Float64Array;
}

/** The frozen job of a node, with the columns it may see and no others. */
export function prepareJob(plan: Plan, node: PlanNode, workspace: Workspace): Prepared {
  const { spec } = plan;
  const column = (name: string): Float64Array => columnOf(plan, workspace, name);
  const numbered = (prefix: string, names: readonly string[]): Arrays =>
    Object.fromEntries(names.map((name, i) => [`${prefix}${i}`, column(name)]));
  switch (node.kind) {
    case 'feature': {
      const owner = find(spec.features, node.name);
      const names = owner.component.inputs(owner.values);
      const coarse_ms = owner.values['interval'] as number | undefined;
      const job: Job = {
        kind: 'feature',
        type: owner.component.type,
        values: owner.values,
        inputs: names.length,
        rules: names.map(ruleOf),
        interval_ms: plan.bars.interval_ms,
        coarse_ms,
      };
      return { job, arrays: { ...numbered('in', names), time: plan.bars.time } };
    }
    case 'label': {
      const owner = find(spec.labels, node.name);
      const names = owner.component.inputs(owner.values);
      return {
        job: { kind: 'label', type: owner.component.type, values: owner.values, inputs: names.length },
        arrays: numbered('in', names),
      };
    }
    case 'model':
    case 'scores':
      return prepareModel(plan, node, workspace, numbered);
    case 'calibrator':
      return prepareCalibrator(plan, node, workspace);
    default:
      throw new Error(`node ${node.id} has no job`);
  }
}

function prepareModel(
  plan: Plan,
  node: PlanNode,
  workspace: Workspace,
  numbered: (p: string, n: readonly string[]) => Arrays,
): Prepared {
  const [name, label] = splitName(node);
  const owner = find(plan.spec.models, name);
  const given = plan.given.get(name);
  if (given !== undefined) return { job: { kind: 'given' }, arrays: { score: given.score } };
  const fold = plan.folds[node.fold as number];
  const names = plan.columns.get(name) ?? [];
  const { type } = owner.component;
  if (node.kind === 'scores') {
    const job: Job = { kind: 'scores', type, columns: names.length, range: scoredRange(fold) };
    return {
      job,
      arrays: { ...numbered('x', names), model: workspace.array(node.id.replace('scores.', 'models.'), 'model') },
    };
  }
  const job: Job = {
    kind: 'model',
    type,
    values: owner.values,
    path: owner.path.join('.'),
    names,
    task: find(plan.spec.labels, label).component.task,
    train: fold.train,
    boundary: fold.boundary,
    ...(plan.permuted === true && { permuted: true }),
    ...(fold.refit !== undefined && { refit: refitRule(plan, node, fold.refit, workspace) }),
    seed: plan.spec.seed,
    stream: ['models', type, fold.index, plan.recipes.node(label).identity, 'fit'],
  };
  const spans = {
    label: workspace.array(`labels.${label}`, 'value'),
    first: workspace.array(`labels.${label}`, 'first'),
    last: workspace.array(`labels.${label}`, 'last'),
  };
  return { job, arrays: { ...numbered('x', names), ...spans, ...modelInUse(node, fold.refit, workspace) } };
}

/** The model that a fold goes on with unless its columns have drifted. */
const beforeId = ({ name, label }: PlanNode, before: FoldRows): string =>
  `models.${name.slice(0, -(label as string).length - 1)}/${label}/${foldName(before.index)}`;

function refitRule(
  plan: Plan,
  node: PlanNode,
  { before, max_psi, recent }: FoldRefit,
  workspace: Workspace,
): RefitRule {
  const fold = node.fold as number;
  if (before === undefined) return { fold };
  const fitted = workspace.array(beforeId(node, before), 'fitted')[0];
  return { fold, inUse: { limit: max_psi, reference: plan.folds[fitted].train, recent } };
}

function modelInUse(node: PlanNode, refit: FoldRefit | undefined, workspace: Workspace): Arrays {
  const before = refit?.before;
  if (before === undefined) return {};
  return Object.fromEntries(
    USED.map((name) => [`used_${name}`, workspace.array(beforeId(node, before), name)] as const),
  );
}

function prepareCalibrator(plan: Plan, node: PlanNode, workspace: Workspace): Prepared {
  const [name, label] = splitName(node);
  const owner = find(plan.spec.calibrators, name);
  const term = plan.terms.get(name)?.find((t) => t.name === node.term) as Term;
  const { from, to } = term.window;
  const job: Job = {
    kind: 'calibrator',
    type: owner.component.type,
    values: owner.values,
    path: owner.path.join('.'),
    min_samples: owner.values['min_samples'] as number,
    range: term.fit,
    boundary: term.boundary,
    ...(term.fold === undefined && { term: term.name, slots: Math.round((to - from) / plan.bars.interval_ms) }),
  };
  const score = fitScores(plan, workspace, `${owner.values['of'] as string}/${label}`, term);
  return {
    job,
    arrays: {
      score,
      label: workspace.array(`labels.${label}`, 'value'),
      last: workspace.array(`labels.${label}`, 'last'),
    },
  };
}

/** Out-of-sample scores over a term's fit rows: those of its fold, of the test windows it covers, or the given ones. */
function fitScores(plan: Plan, workspace: Workspace, node: string, { fit, fold }: Term): Float64Array {
  if (plan.byId.has(`scores.${node}`))
    return (workspace.array(`scores.${node}`, 'score') as Float64Array).subarray(fit.from, fit.to);
  if (fold !== undefined) return workspace.array(`scores.${node}/${foldName(fold)}`, 'score') as Float64Array;
  const score = shared(fit.to - fit.from).fill(NaN);
  for (const { index, test, ...rest } of plan.folds) {
    const [from, to] = [Math.max(test.from, fit.from), Math.min(test.to, fit.to)];
    if (from >= to) continue;
    const own = workspace.array(`scores.${node}/${foldName(index)}`, 'score') as Float64Array;
    const start = scoredRange({ index, test, ...rest }).from;
    score.set(own.subarray(from - start, to - start), from - fit.from);
  }
  return score;
}

/** Rows that a fold's models score: calibrate and test window. */
export function scoredRange(fold: FoldRows): { from: number; to: number } {
  return { from: fold.calibrate.to > fold.calibrate.from ? fold.calibrate.from : fold.test.from, to: fold.test.to };
}

function splitName(node: PlanNode): readonly [string, string] {
  const label = node.label as string;
  return [node.name.slice(0, -label.length - 1), label];
}

function find<N extends Node>(nodes: readonly N[], name: string): N {
  const found = nodes.find((n) => n.name === name);
  if (found === undefined) throw new Error(`no node "${name}"`);
  return found;
}
