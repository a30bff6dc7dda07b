import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal, refuse } from '../../core/problem.ts';
import type { GivenBars } from '../../runner/bars.ts';
import { withCapsule } from '../../runner/capsule.ts';
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

export interface VerifyOptions extends Globals {
  /** A packed run. */
  readonly capsule?: string;
}

/** Recomputes a run without reading the store and compares every node with its lock. Exit 3 where one differs. */
export async function verify(target: string | undefined, options: VerifyOptions): Promise<void> {
  if ((target === undefined) === (options.capsule === undefined)) {
    throw new Refusal(
      refuse('USAGE', '', 'verify takes a run or --capsule <file>', { expected: 'one of the two' }).problems,
      2,
    );
  }
  if (options.capsule !== undefined) {
    if (!existsSync(options.capsule))
      throw new Refusal(
        refuse('USAGE', '', `no such capsule: "${options.capsule}"`, { hint: 'assay capsule <run> -o <file>' })
          .problems,
        2,
      );
    return withCapsule(options.capsule, async (folder, bars) => {
      const packed = readLock(folder);
      await withSpecOf(packed, (spec) => compare(spec, packed, { ...options, bars }));
    });
  }
  const file = readLock(await placeOf(target as string));
  await withSpecOf(file, (spec) => compare(spec, file, options));
}

/** A path, or one below the results folder: `my/latest`. */
export async function placeOf(target: string): Promise<string> {
  if (existsSync(target)) return target;
  const below = join((await loadConfig(process.cwd())).paths.results, target);
  return existsSync(below) ? below : target;
}

async function compare(
  spec: string,
  { path, lock }: LockFile,
  options: Globals & { readonly bars?: GivenBars },
): Promise<void> {
  const opened = await openExperiment(spec, {
    cache: false,
    folder: folderOf(path),
    ...(options.bars !== undefined && { bars: options.bars }),
  });
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet, verb: 'verify' });
  try {
    const outcome = await runPlan(opened, { feed: 'precomputed', ...lock.slice }, session.environment);
    await session.close();
    const difference = firstLockDifference(lock, lockOf(opened, outcome));
    print(options, { same: difference === undefined, nodes: lock.nodes.length, difference: difference ?? null }, () =>
      difference === undefined
        ? wrapped(`same bytes: ${lock.nodes.length} nodes of ${printable(lock.experiment)} ${lock.digest.slice(0, 8)}`)
        : [
            ...wrapped(`differs at ${difference.node}: ${difference.reason}`),
            `  lock: ${difference.expected}`,
            `  now:  ${difference.found}`,
          ],
    );
    if (difference !== undefined) process.exitCode = 3;
  } finally {
    await session.close();
  }
}

/** Where relative paths of the spec start: where the run says its spec lay, or beside a lock that stands alone. */
export function folderOf(lock: string): string {
  try {
    return dirname(
      (JSON.parse(readFileSync(join(dirname(lock), 'run.json'), 'utf8')) as { readonly spec_file: string }).spec_file,
    );
  } catch {
    return dirname(lock);
  }
}
