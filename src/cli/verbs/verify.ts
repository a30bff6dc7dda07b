import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lockOf } from '../../runner/lock.ts';
import { openExperiment } from '../../runner/open.ts';
import { runPlan } from '../../runner/run.ts';
import { firstLockDifference, readLock } from '../../runner/verify.ts';
import type { Globals } from '../main.ts';
import { print } from '../print.ts';
import { openSession } from '../session.ts';

/** Recomputes a run without reading the store and compares every node with its lock. Exit 3 where one differs. */
export async function verify(target: string, options: Globals): Promise<void> {
  const { lock, spec } = readLock(target);
  const facts = factsOf(spec);
  const opened = await openExperiment(spec, { cache: false, folder: facts.folder });
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet });
  try {
    const outcome = await runPlan(opened, { feed: 'precomputed', ...facts.slice }, session.environment);
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

interface Facts {
  readonly slice: { readonly from?: number; readonly to?: number };
  readonly folder: string | undefined;
}

/** What the lock does not hold, from `run.json`: the slice that was traded, and where relative paths start. */
function factsOf(spec: string): Facts {
  try {
    const facts = JSON.parse(readFileSync(join(spec, '..', 'run.json'), 'utf8')) as {
      readonly slice: { readonly from: number | null; readonly to: number | null } | null;
      readonly spec_file: string;
    };
    const { from, to } = facts.slice ?? { from: null, to: null };
    return { slice: { ...(from !== null && { from }), ...(to !== null && { to }) }, folder: dirname(facts.spec_file) };
  } catch {
    return { slice: {}, folder: undefined };
  }
}
