import { refuse } from '../core/problem.ts';
import type { Plan } from './plan.ts';

/** What a fit holds beside the columns: gathered rows, bins, gradients; per train row and column, in bytes. */
const FIT_BYTES = 12;

/** Places of a row among several symbols: on the grid and back, in the pool, in the universe. */
const POOL_BYTES = 15;

/** Bytes that a run holds at once: bars, columns, labels, scores in shared memory, and one fit per thread. */
export function estimatedBytes({ spec, panel, nodes, columns }: Plan, threads: number): number {
  const rows = panel.members.reduce((sum, { bars }) => sum + bars.rows, 0);
  const perRow = 8 * (1 + panel.members[0].bars.columns.size) + (panel.several ? POOL_BYTES : 0);
  const outputs = spec.features.reduce(
    (sum, { component, values }) => sum + (component.outputs?.(values).length ?? 1),
    0,
  );
  const labels = 16 * spec.labels.length;
  const strategy = 8 * 8;
  const scores = nodes.reduce((sum, node) => sum + (node.kind === 'scores' ? 8 * node.rows : 0), 0);
  const fits = nodes.map((node) =>
    node.kind === 'model' ? node.rows * FIT_BYTES * Math.max(...[...columns.values()].map((c) => c.length)) : 0,
  );
  return rows * (perRow + 8 * outputs + labels + strategy) + scores + threads * Math.max(0, ...fits);
}

/** Refuses a plan that does not fit the budget of config.yml, before any work. */
export function refuseOverBudget(plan: Plan, threads: number, budget: number): void {
  const bytes = estimatedBytes(plan, threads);
  if (bytes <= budget) return;
  const show = (n: number): string => `${(n / 1e9).toFixed(2)} GB`;
  throw refuse('RUN_MEMORY', 'data.range', 'the plan does not fit the memory budget', {
    expected: `at most ${show(budget)} (memory in config.yml)`,
    found: `about ${show(bytes)} for ${plan.bars.rows} bars and ${plan.nodes.length} nodes`,
    hint: 'narrow data.range, use fewer columns or threads, or raise the budget',
  });
}
