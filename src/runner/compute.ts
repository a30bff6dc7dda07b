import { elapsed } from '../core/clock.ts';
import type { Job } from './execute.ts';
import { executeWith } from './execute.ts';
import type { Workspace } from './columns.ts';
import { prepareJob } from './jobs.ts';
import type { NodeKind, Plan, PlanNode } from './plan.ts';
import type { Pool } from './pool.ts';
import type { Registry } from '../spec/types.ts';
import { registry as ours } from './registry.ts';
import { runGraph } from './scheduler.ts';
import type { Arrays, NumericArray, StepResult } from './steps/step.ts';
import { contentDigest } from './store.ts';
import type { Store } from './store.ts';
import { refuseUselessInputs } from './usable.ts';

export interface Environment {
  /** Absent: nothing is read or written (`verify`, `--no-cache`). */
  readonly store: Store | undefined;
  /** Absent: everything runs in this thread. */
  readonly pool: Pool<Job, StepResult> | undefined;
  /** Components for what runs in this thread; threads of the pool know the package's own. */
  readonly registry?: Registry;
  readonly threads: number;
  readonly cancelled: () => boolean;
  /** Nodes that are computed whatever the store holds. */
  readonly anew?: (node: PlanNode) => boolean;
  /** The text of a node's model as it was fitted with fewer rounds: its fit goes on from there. */
  readonly earlier?: (node: PlanNode) => NumericArray | undefined;
  readonly onNode?: (node: PlanNode, seconds: number, cached: boolean) => void;
}

export interface Tally {
  readonly computed: number;
  readonly cached: number;
}

export interface Computed extends Workspace {
  /** Facts that a node's step left beside its columns. */
  meta(id: string): unknown;
  /** Content digests of the nodes, as far as they are known. */
  readonly digests: ReadonlyMap<string, string>;
  readonly tally: ReadonlyMap<NodeKind, Tally>;
  readonly seconds: ReadonlyMap<string, number>;
}

/** Bars above this many rows are worth a thread for a single feature column. */
const ROWS_FOR_A_THREAD = 50_000;

/** Nodes under way for each thread: the next job is ready when one ends, whatever this thread is busy with. */
const NODES_PER_THREAD = 2;

/** Computes `targets` and what they need, reading from the store what is there. Any number of threads gives the same bytes. */
export async function computePlan(plan: Plan, targets: readonly string[], environment: Environment): Promise<Computed> {
  const { store } = environment;
  const results = new Map<string, StepResult>();
  const digests = new Map<string, string>();
  const tally = new Map<NodeKind, { computed: number; cached: number }>();
  const seconds = new Map<string, number>();
  const count = (node: PlanNode, cached: boolean): void => {
    const entry = tally.get(node.kind) ?? { computed: 0, cached: 0 };
    tally.set(node.kind, cached ? { ...entry, cached: entry.cached + 1 } : { ...entry, computed: entry.computed + 1 });
  };
  const missing = new Map<string, PlanNode>();
  const visit = (id: string): void => {
    const node = plan.byId.get(id) as PlanNode;
    if (node.kind === 'bars' || results.has(id) || missing.has(id)) return;
    const entry = environment.anew?.(node) === true ? undefined : store?.read(node.key);
    if (entry !== undefined) {
      const arrays = Array.from(entry.arrays, ([name, values]) => ({ name, values: values as NumericArray }));
      results.set(id, { meta: entry.meta, arrays });
      digests.set(id, entry.digest);
      count(node, true);
      environment.onNode?.(node, 0, true);
      return;
    }
    missing.set(id, node);
    for (const dep of node.deps) visit(dep);
  };
  for (const id of targets) visit(id);

  const workspace = workspaceOf(results);
  const compute = async (node: PlanNode): Promise<void> => {
    const started = elapsed();
    if (node.kind === 'model') refuseUselessInputs(plan, node, workspace);
    const { job, arrays } = prepareJob(plan, node, workspace);
    const from = environment.earlier?.(node);
    const given = from === undefined ? arrays : { ...arrays, from };
    const result = await runJob(job, given, environment, rowsFor(plan, node));
    results.set(node.id, result);
    const entry = { meta: result.meta, arrays: result.arrays };
    digests.set(node.id, store === undefined ? contentDigest(entry) : store.write(node.key, entry));
    const took = (result.ms ?? elapsed() - started) / 1000;
    seconds.set(node.id, took);
    count(node, false);
    environment.onNode?.(node, took, false);
  };
  const graph = [...missing.values()].sort(byPlanOrder(plan)).map((node) => ({
    id: node.id,
    deps: node.deps.filter((dep) => missing.has(dep)),
    run: () => compute(node),
  }));
  await runGraph(graph, {
    parallel: NODES_PER_THREAD * Math.max(1, environment.threads),
    cancelled: environment.cancelled,
  });
  return { ...workspace, meta: (id) => results.get(id)?.meta, digests, tally, seconds };
}

function workspaceOf(results: ReadonlyMap<string, StepResult>): Workspace {
  return {
    pooled: new Map(),
    array(id, name): NumericArray {
      const found = results.get(id)?.arrays.find((a) => a.name === name);
      if (found === undefined) throw new Error(`node ${id} has no array "${name}" yet`);
      return found.values;
    },
  };
}

/** Rows by which a node finds its place; columns of several symbols, few bars each, are worth a thread all together. */
const rowsFor = ({ panel }: Plan, { kind, rows }: PlanNode): number =>
  panel.several && (kind === 'feature' || kind === 'label') ? panel.pooled().rows : rows;

function byPlanOrder(plan: Plan): (a: PlanNode, b: PlanNode) => number {
  const order = new Map(plan.nodes.map((node, i) => [node.id, i]));
  return (a, b) => (order.get(a.id) as number) - (order.get(b.id) as number);
}

/** Fewer train rows are fitted before another thread has found its place. */
const ROWS_FOR_A_TEAM = 10_000;

/** The job with which other threads share a fit's work. */
function helpFor(job: Job, rows: number): Job | undefined {
  return job.kind === 'model' && job.shares === true && rows >= ROWS_FOR_A_TEAM
    ? { kind: 'help', type: job.type }
    : undefined;
}

/** Runs a job over `rows` rows where it is done soonest. What a foreign registry provides, threads do not know. */
export function runJob(
  job: Job,
  arrays: Arrays,
  { pool, cancelled, registry }: Environment,
  rows: number,
): Promise<StepResult> {
  const fitted = job.kind === 'model' || job.kind === 'scores' || (job.kind === 'quality' && rows > ROWS_FOR_A_THREAD);
  const worthIt = job.kind === 'calibrator' || job.kind === 'month_bins' || rows > ROWS_FOR_A_THREAD;
  if (pool === undefined || !(fitted || (worthIt && registry === undefined))) {
    return executeWith(registry ?? ours, job, arrays, { cancelled });
  }
  return pool.run(job, arrays, helpFor(job, rows));
}
