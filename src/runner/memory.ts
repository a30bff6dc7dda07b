import { refuse } from '../core/problem.ts';
import { MOST_MEMORY_BYTES } from '../core/team.ts';
import { splitName } from './job-rows.ts';
import { locatedAtOnce } from './located.ts';
import type { Plan, PlanNode } from './plan.ts';

/** What a fit holds beside its gathered columns where its model does not say; per train row and column, in bytes. */
const FIT_BYTES = 4;

/** Places of a row among several symbols: on the grid and back, in the pool, in the universe. */
const POOL_BYTES = 15;

/** The dearest fit of a plan: its gathered columns, and what its model holds beside them. */
interface Fit {
  readonly model: string;
  readonly bytes: number;
  readonly own: number;
  readonly rows: number;
  readonly columns: number;
}

function fitOf({ spec, columns: named }: Plan, node: PlanNode): Fit {
  const [model] = splitName(node);
  const columns = named.get(model)?.length ?? 0;
  const { rows } = node;
  const found = spec.models.find(({ name }) => name === model);
  const own = found?.component.memory?.(found.values, rows, columns) ?? FIT_BYTES * rows * columns;
  return { model, own, rows, columns, bytes: own + 8 * rows * columns };
}

function dearestFit(plan: Plan): Fit | undefined {
  let dearest: Fit | undefined;
  for (const node of plan.nodes) {
    if (node.kind !== 'model') continue;
    const fit = fitOf(plan, node);
    if (fit.bytes > (dearest?.bytes ?? -1)) dearest = fit;
  }
  return dearest;
}

/** Bytes that a run holds at once beside its fits: bars, columns, labels, scores in shared memory. */
function heldBytes({ spec, panel, nodes }: Plan): number {
  const rows = panel.members.reduce((sum, { bars }) => sum + bars.rows, 0);
  const perRow = 8 * (1 + panel.members[0].bars.columns.size) + (panel.several ? POOL_BYTES : 0);
  const outputs = spec.features.reduce(
    (sum, { component, values }) => sum + (component.outputs?.(values).length ?? 1),
    0,
  );
  const labels = 16 * spec.labels.length;
  const strategy = 8 * 8;
  const scores = nodes.reduce((sum, node) => sum + (node.kind === 'scores' ? 8 * node.rows : 0), 0);
  const finer = panel.members.reduce((sum, { bars }) => sum + 12 * 8 * (bars.finer?.rows ?? 0), 0); // read, and as traded
  return rows * (perRow + 8 * outputs + labels + strategy) + scores + finer;
}

/** Bytes that a run holds at once: those of its columns, and one fit per thread. */
export function estimatedBytes(plan: Plan, threads: number, fit = dearestFit(plan)): number {
  return heldBytes(plan) + Math.max(1, threads) * (fit?.bytes ?? 0);
}

const show = (bytes: number): string =>
  bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;

/** Refuses a plan that does not fit the budget of config.yml, or a fit that no memory holds, before any work. */
export function refuseOverBudget(plan: Plan, threads: number, budget: number): void {
  locatedAtOnce(plan.spec, () => check(plan, threads, budget));
}

function check(plan: Plan, threads: number, budget: number): void {
  const fit = dearestFit(plan);
  const told = `about ${show(fit?.bytes ?? 0)} for ${fit?.rows} rows and ${fit?.columns} columns`;
  if (fit !== undefined && fit.own > MOST_MEMORY_BYTES) {
    throw refuse('RUN_MEMORY', `models.${fit.model}`, 'a fit is larger than one fit may be', {
      expected: `at most ${show(MOST_MEMORY_BYTES)}`,
      found: told,
      hint: 'shorten split.train, or give the model fewer features',
    });
  }
  const bytes = estimatedBytes(plan, threads, fit);
  if (bytes <= budget) return;
  const expected = `at most ${show(budget)} (memory in config.yml)`;
  if (fit !== undefined && Math.max(1, threads) * fit.bytes > budget) {
    throw refuse('RUN_MEMORY', `models.${fit.model}`, 'the fits do not fit the memory budget', {
      expected,
      found: `${told}, ${Math.max(1, threads)} at a time`,
      hint: 'shorten split.train, use fewer features or threads, or raise the budget',
    });
  }
  throw refuse('RUN_MEMORY', 'data.range', 'the plan does not fit the memory budget', {
    expected,
    found: `about ${show(bytes)} for ${plan.bars.rows} bars and ${plan.nodes.length} nodes`,
    hint: 'narrow data.range, use fewer columns or threads, or raise the budget',
  });
}
