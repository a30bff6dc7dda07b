import { availableParallelism } from 'node:os';
import type { Environment } from '../runner/compute.ts';
import type { Job } from '../runner/execute.ts';
import { refuseOverBudget } from '../runner/memory.ts';
import type { Opened } from '../runner/open.ts';
import type { NodeKind } from '../runner/plan.ts';
import type { Pool } from '../runner/pool.ts';
import { createPool } from '../runner/pool.ts';
import type { StepResult } from '../runner/steps/step.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { openRunningFile } from '../history/running.ts';
import type { Count } from '../history/running.ts';
import { createProgress } from './progress.ts';

/** Threads, progress and Ctrl-C of one command. */
export interface Session {
  readonly environment: Environment;
  /** Counts something else than nodes, as `trial`, for `assay view`. */
  count(kind: string, count: Count): void;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly jobs?: string | undefined;
  readonly quiet?: boolean | undefined;
  /** What `assay view` shows as running; absent = nothing is told there. */
  readonly verb?: string;
  /** Told of the first Ctrl-C. */
  readonly onCancel?: () => void;
}

/** Kinds that take long enough to be counted. */
const COUNTED: ReadonlySet<NodeKind> = new Set(['feature', 'model', 'scores', 'calibrator']);

/** Opens a pool as large as asked; the first Ctrl-C stops at the next node or round, the second one at once. */
export function openSession(
  { config, store, plan, spec }: Opened,
  { jobs, quiet = false, verb, onCancel }: SessionOptions,
): Session {
  const threads = threadCount(jobs, config.workers);
  refuseOverBudget(plan, threads, config.memory);
  const pool: Pool<Job, StepResult> = createPool({ threads, module: new URL('../runner/execute.js', import.meta.url) });
  let interrupted = false;
  const onSignal = (): void => {
    if (interrupted) process.exit(130);
    interrupted = true;
    pool.cancel();
    onCancel?.();
    process.stderr.write('\nstopping: finished nodes are kept, run again to go on; Ctrl-C once more exits at once\n');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const nodes = plan.nodes.filter((node) => COUNTED.has(node.kind));
  const progress = createProgress({ nodes, quiet });
  const running =
    verb === undefined
      ? undefined
      : openRunningFile(config.paths.results, { verb, experiment: spec.name, digest8: plan.digest.slice(0, 8) });
  const tally = createCounts(
    nodes.map(({ kind }) => kind),
    (kind, count) => running?.count(kind, count),
  );
  return {
    environment: {
      store,
      pool,
      threads,
      cancelled: () => interrupted,
      onNode(node) {
        progress.done(node.id);
        if (COUNTED.has(node.kind)) tally(node.kind);
      },
    },
    count: (kind, count) => running?.count(kind, count),
    async close() {
      running?.end();
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      progress.end();
      await pool.close();
    },
  };
}

/** Tells of every kind that nothing is done yet, then of one more at each call. */
function createCounts(
  kinds: readonly NodeKind[],
  tell: (kind: NodeKind, count: Count) => void,
): (kind: NodeKind) => void {
  const counts = new Map<NodeKind, Count>();
  for (const kind of kinds) counts.set(kind, { done: 0, all: (counts.get(kind)?.all ?? 0) + 1 });
  for (const [kind, count] of counts) tell(kind, count);
  return (kind) => {
    const { done, all } = counts.get(kind) ?? { done: 0, all: 0 };
    const count = { done: done + 1, all: Math.max(all, done + 1) };
    counts.set(kind, count);
    tell(kind, count);
  };
}

export function threadCount(jobs: string | undefined, workers: 'auto' | number): number {
  if (jobs === undefined) return workers === 'auto' ? availableParallelism() : workers;
  const threads = Number(jobs);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 1024) return threads;
  throw new Refusal(
    refuse('USAGE', '', '--jobs takes a whole number of threads', { expected: '1 to 1024', found: jobs }).problems,
    2,
  );
}
