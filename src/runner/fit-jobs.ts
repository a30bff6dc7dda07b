import type { Range } from '../core/artifacts.ts';
import type { Node } from '../spec/types.ts';
import { columnOf, memberOf } from './columns.ts';
import type { Workspace } from './columns.ts';
import type { Job } from './execute.ts';
import { cutAt, find, labelRows, numbered, pooledRows, splitName } from './job-rows.ts';
import type { Prepared } from './job-rows.ts';
import { isGivenModel } from './given.ts';
import type { Given } from './given.ts';
import type { PooledRows } from './panel.ts';
import type { FoldRefit, FoldRows, Plan, PlanNode } from './plan.ts';
import { foldIn, poolOf, scoredRange } from './pools.ts';
import { foldName } from './rows.ts';
import { isStacked, stackedColumn, stackedOn, stackedRange } from './stacked.ts';
import { USED } from './steps/_fit/refit.ts';
import type { RefitRule } from './steps/_fit/refit.ts';
import { sharedText } from './steps/step.ts';
import type { Arrays } from './steps/step.ts';

/** The job of a fit, or of its scores. */
export function prepareModel(plan: Plan, node: PlanNode, workspace: Workspace): Prepared {
  const [name, label] = splitName(node);
  const owner = find(plan.spec.models, name);
  if (plan.given.has(name)) return prepareGiven(plan, node, workspace, owner);
  const pool = poolOf(plan.panel, owner, node.symbol);
  const fold = foldIn(pool, plan.folds[node.fold as number]);
  const names = plan.columns.get(name) ?? [];
  const { type, engine } = owner.component;
  const library = engine === undefined ? undefined : plan.engines.get(engine)?.path;
  const written = plan.folds[node.fold as number];
  const isStack = isStacked(owner);
  const rows = (range: Range, own?: string): ReturnType<typeof pooledRows> => {
    if (!isStack)
      return pooledRows(plan, workspace, pool, range, { columns: names, ...(own !== undefined && { label: own }) });
    const read = readBy(plan, node, written);
    const x = numbered('x', names, (column) => stackedColumn({ plan, workspace, pool, range }, column, ...read));
    return { arrays: { ...x, ...(own !== undefined && labelRows(plan, workspace, own, pool, range)) } };
  };
  if (node.kind === 'scores') {
    const range = scoredRange(fold);
    const model = workspace.array(node.id.replace('scores.', 'models.'), 'model');
    const { arrays, ...pooled } = rows(range);
    return {
      job: { kind: 'scores', type, columns: names.length, range: cutAt(pool, range, range.from), ...pooled },
      arrays: { ...arrays, model },
    };
  }
  const train = isStack ? pool.range(stackedRange(plan.folds, written)) : fold.train;
  const seen = fold.refit === undefined || isStack ? train : refitRows(plan, node, pool, fold.refit, workspace);
  const { arrays, ...pooled } = rows(seen, label);
  const job: Job = {
    kind: 'model',
    ...pooled,
    type,
    values: owner.values,
    path: owner.path.join('.'),
    shares: owner.component.help !== undefined,
    names,
    task: find(plan.spec.labels, label).component.task,
    train: cutAt(pool, train, seen.from),
    boundary: pool.only === undefined ? fold.boundary - seen.from : fold.boundary,
    ...(library !== undefined && { library }),
    ...(plan.permuted === true && { permuted: true }),
    ...(fold.refit !== undefined && !isStack && { refit: refitRule(plan, node, pool, fold.refit, workspace) }),
    seed: plan.spec.seed,
    stream: ['models', type, fold.index, plan.recipes.node(label).identity, 'fit'],
  };
  const used = isStack ? {} : modelInUse(plan, node, fold.refit, workspace);
  return { job, arrays: { ...arrays, ...used } };
}

/** Scores as they were given, or the job of the model that makes them. */
function prepareGiven(plan: Plan, node: PlanNode, workspace: Workspace, { name, component }: Node): Prepared {
  const member = memberOf(plan, node);
  const given = plan.given.get(name)?.[member.index] as Given;
  if (!isGivenModel(given)) return { job: { kind: 'given' }, arrays: { score: given.score } };
  const { columns, text } = given;
  const x = numbered('x', columns, (column) => columnOf(plan, workspace, column, member));
  const range = { from: 0, to: member.bars.rows };
  return {
    job: { kind: 'scores', type: component.type, columns: columns.length, range },
    arrays: { ...x, model: sharedText(text) },
  };
}

/** A fit of a stack reads earlier test windows, its scores all that the fold's own models have scored. */
const readBy = ({ folds }: Plan, { kind }: PlanNode, fold: FoldRows): [readonly FoldRows[], boolean] =>
  kind === 'scores' ? [[fold], true] : [stackedOn(folds, fold), false];

/** The model that a fold goes on with unless its columns have drifted; a symbol that is new has none. */
function inUseId({ byId }: Plan, { name, label, symbol }: PlanNode, { before }: FoldRefit): string | undefined {
  if (before === undefined) return undefined;
  const own = symbol === undefined ? '' : `/${symbol}`;
  const id = `models.${name.slice(0, -(label as string).length - 1)}/${label}/${foldName(before.index)}${own}`;
  return byId.has(id) ? id : undefined;
}

/** Train rows of the model in use, and the rows that are held against them. */
function driftRanges(plan: Plan, node: PlanNode, pool: PooledRows, refit: FoldRefit, workspace: Workspace) {
  const id = inUseId(plan, node, refit);
  if (id === undefined) return undefined;
  const fitted = workspace.array(id, 'fitted')[0];
  return { reference: pool.range(plan.folds[fitted].train), recent: pool.range(refit.recent) };
}

/** Pooled rows that a fold of `refit: on_drift` looks at. */
function refitRows(plan: Plan, node: PlanNode, pool: PooledRows, refit: FoldRefit, workspace: Workspace): Range {
  const train = pool.range(plan.folds[node.fold as number].train);
  const ranges = driftRanges(plan, node, pool, refit, workspace);
  if (ranges === undefined) return train;
  const { reference, recent } = ranges;
  return { from: Math.min(train.from, reference.from, recent.from), to: Math.max(train.to, reference.to, recent.to) };
}

function refitRule(plan: Plan, node: PlanNode, pool: PooledRows, refit: FoldRefit, workspace: Workspace): RefitRule {
  const fold = node.fold as number;
  const ranges = driftRanges(plan, node, pool, refit, workspace);
  if (ranges === undefined) return { fold };
  const { from } = refitRows(plan, node, pool, refit, workspace);
  const [reference, recent] = [ranges.reference, ranges.recent].map((range) => cutAt(pool, range, from));
  return { fold, inUse: { limit: refit.max_psi, reference, recent } };
}

function modelInUse(plan: Plan, node: PlanNode, refit: FoldRefit | undefined, workspace: Workspace): Arrays {
  const id = refit === undefined ? undefined : inUseId(plan, node, refit);
  if (id === undefined) return {};
  return Object.fromEntries(USED.map((name) => [`used_${name}`, workspace.array(id, name)] as const));
}
