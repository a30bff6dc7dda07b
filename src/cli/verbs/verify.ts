import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockOf } from '../../runner/lock.ts';
import { openExperiment } from '../../runner/open.ts';
import { runPlan } from '../../runner/run.ts';
import { firstLockDifference, readLock } from '../../runner/verify.ts';
import type { Globals } from '../main.ts';
import { print } from '../print.ts';
import { createProgress } from '../progress.ts';
import { openSession } from '../session.ts';

/** Recomputes a run without reading the store and compares every node with its lock. Exit 3 where one differs. */
export async function verify(target: string, options: Globals): Promise<void> {
  const { lock, spec } = readLock(target);
  const opened = await openExperiment(spec, { cache: false });
  const session = openSession(opened, { jobs: options.jobs, progress: createProgress(options) });
  try {
    const { slice } = sliceOf(spec);
    const outcome = await runPlan(opened, { feed: 'precomputed', ...slice }, session.environment);
    await session.close();
    const difference = firstLockDifference(lock, lockOf(opened, outcome));
    print(options, { same: difference === undefined, nodes: lock.nodes.length, difference: difference ?? null }, () =>
      difference === undefined
        ? [`same bytes: ${lock.nodes.length} nodes of ${lock.experiment} ${lock.digest.slice(0, 8)}`]
        : [`differs at ${difference.node}: ${difference.reason}`, `  lock: ${difference.expected}`, `  now:  ${difference.found}`],
    );
    if (difference !== undefined) process.exitCode = 3;
  } finally {
    await session.close();
  }
}

/** The slice that the run traded, from its `run.json`. */
function sliceOf(spec: string): { slice: { from?: number; to?: number } } {
  try {
    const facts = JSON.parse(readFileSync(join(spec, '..', 'run.json'), 'utf8')) as { slice: { from: number | null; to: number | null } | null };
    const { from, to } = facts.slice ?? { from: null, to: null };
    return { slice: { ...(from !== null && { from }), ...(to !== null && { to }) } };
  } catch {
    return { slice: {} };
  }
}
