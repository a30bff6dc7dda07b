import type { Node } from '../spec/types.ts';
import type { Workspace } from './columns.ts';
import type { Job } from './execute.ts';
import { cutAt, find, labelRows, splitName } from './job-rows.ts';
import type { Prepared } from './job-rows.ts';
import { givenColumn } from './given.ts';
import type { Member, PooledRows } from './panel.ts';
import type { FoldRows, Plan, PlanNode } from './plan.ts';
import { foldIn, gathered, gatheredShared, poolOf, scatter, scoredRange, scoreIds, termIn } from './pools.ts';
import { foldName } from './rows.ts';
import { shared } from './steps/step.ts';
import type { Term } from './terms.ts';

/** The job of a calibrator. */
export function prepareCalibrator(plan: Plan, node: PlanNode, workspace: Workspace): Prepared {
  const [name, label] = splitName(node);
  const owner = find(plan.spec.calibrators, name);
  const written = plan.terms.get(name)?.find((t) => t.name === node.term) as Term;
  const model = find(plan.spec.models, owner.values['of'] as string);
  const pool = poolOf(plan.panel, model, node.symbol);
  const term = termIn(pool, written);
  const { from, to } = term.window;
  const { only } = pool;
  const job: Job = {
    kind: 'calibrator',
    type: owner.component.type,
    values: owner.values,
    path: owner.path.join('.'),
    min_samples: owner.values['min_samples'] as number,
    range: cutAt(pool, term.fit, term.fit.from),
    boundary: only === undefined ? term.boundary - term.fit.from : term.boundary,
    ...(term.fold === undefined && {
      term: term.name,
      slots: Math.round((to - from) / plan.bars.interval_ms) * pool.members.length,
    }),
  };
  const score = fitScores(plan, workspace, { model, label }, { pool, term });
  return { job, arrays: { score, ...labelRows(plan, workspace, label, pool, term.fit) } };
}

interface ScoredBy {
  readonly model: Node;
  readonly label: string;
}

/** Out-of-sample scores over a term's fit rows: those of its fold, of the test windows it covers, or the given ones. */
function fitScores(
  plan: Plan,
  workspace: Workspace,
  { model, label }: ScoredBy,
  { pool, term }: { readonly pool: PooledRows; readonly term: Term },
): Float64Array {
  const { fit, fold: own } = term;
  const { only } = pool;
  if (plan.given.has(model.name)) {
    const column = (member: Member): Float64Array => givenColumn(plan, workspace, { model: model.name, label }, member);
    return only === undefined ? gatheredShared(pool, fit, column) : column(only).subarray(fit.from, fit.to);
  }
  const score = shared(fit.to - fit.from).fill(NaN);
  for (const fold of plan.folds) {
    if (own !== undefined && fold.index !== own) continue;
    const inPool = foldIn(pool, fold);
    const window = own === undefined ? inPool.test : scoredRange(inPool);
    const [from, to] = [Math.max(window.from, fit.from), Math.min(window.to, fit.to)];
    if (from >= to) continue;
    const rows = foldScores(plan, workspace, { model, label }, { pool, fold });
    const start = scoredRange(inPool).from;
    score.set(rows.subarray(from - start, to - start), from - fit.from);
  }
  return score;
}

/** A fold's scores over a pool's calibrate and test rows, whichever fits they come from; NaN where there is none. */
function foldScores(
  plan: Plan,
  workspace: Workspace,
  { model, label }: ScoredBy,
  { pool, fold }: { readonly pool: PooledRows; readonly fold: FoldRows },
): Float64Array {
  const id = `scores.${model.name}/${label}/${foldName(fold.index)}`;
  const { from: first, to: end } = scoredRange(foldIn(pool, fold));
  const range = { from: first, to: Math.min(end, pool.rows) }; // an audit's bars end early
  const ids = scoreIds(plan.byId, id, pool);
  const whole = ids.find((found) => poolOf(plan.panel, model, plan.byId.get(found)?.symbol) === pool);
  if (whole !== undefined) return workspace.array(whole, 'score') as Float64Array;
  const columns = new Map(pool.members.map(({ index, bars }) => [index, new Float64Array(bars.rows).fill(NaN)]));
  for (const found of ids) {
    const from = poolOf(plan.panel, model, plan.byId.get(found)?.symbol);
    scatter(from, scoredRange(foldIn(from, fold)).from, workspace.array(found, 'score') as Float64Array, (member) =>
      columns.get(member.index),
    );
  }
  return gathered(pool, range, ({ index }) => columns.get(index) as Float64Array);
}
