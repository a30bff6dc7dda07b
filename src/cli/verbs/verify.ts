import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lockOf } from '../../runner/lock.ts';
import { firstLockDifference } from '../../runner/lock-difference.ts';
import { openExperiment } from '../../runner/open.ts';
import { runPlan } from '../../runner/run.ts';
import { readLock, withSpecOf } from '../../runner/verify.ts';
import type { LockFile } from '../../runner/verify.ts';
import { loadConfig } from '../../spec/config.ts';
import type { Globals } from '../main.ts';
import { print } from '../print.ts';
import { openSession } from '../session.ts';
import { printable, wrapped } from '../text.ts';

/** Recomputes a run without reading the store and compares every node with its lock. Exit 3 where one differs. */
export async function verify(target: string, options: Globals): Promise<void> {
  const file = readLock(await placeOf(target));
  await withSpecOf(file, (spec) => compare(spec, file, options));
}

/** A path, or one below the results folder: `my/latest`. */
async function placeOf(target: string): Promise<string> {
  if (existsSync(target)) return target;
  const below = join((await loadConfig(process.cwd())).paths.results, target);
  return existsSync(below) ? below : target;
}

async function compare(spec: string, { path, lock }: LockFile, options: Globals): Promise<void> {
  const opened = await openExperiment(spec, { cache: false, folder: folderOf(path) });
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet, verb: 'verify' });
  try {
    const outcome = await runPlan(opened, { feed: 'precomputed', ...lock.slice }, session.environment);
    await session.close();
    const difference = firstLockDifference(lock, lockOf(opened, outcome));
    print(options, { same: difference === undefined, nodes: lock.nodes.length, difference: difference ?? null }, () =>
      difference === undefined
        ? wrapped(`same bytes: ${lock.nodes.length} nodes of ${printable(lock.experiment)} ${lock.digest.slice(0, 8)}`)
        : [...wrapped(`differs at ${difference.node}: ${difference.reason}`), `  lock: ${difference.expected}`, `  now:  ${difference.found}`],
    );
    if (difference !== undefined) process.exitCode = 3;
  } finally {
    await session.close();
  }
}

/** Where relative paths of the spec start: where the run says its spec lay, or beside a lock that stands alone. */
function folderOf(lock: string): string {
  try {
    return dirname((JSON.parse(readFileSync(join(dirname(lock), 'run.json'), 'utf8')) as { readonly spec_file: string }).spec_file);
  } catch {
    return dirname(lock);
  }
}
