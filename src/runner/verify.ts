import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { refuse, Refusal } from '../core/problem.ts';
import { ENGINE } from './engine.ts';
import type { Lock } from './lock.ts';

export interface LockFile {
  readonly path: string;
  readonly lock: Lock;
}

/** The lock of a run folder, of `…/latest`, or a lock file itself. */
export function readLock(target: string): LockFile {
  const path = lockPath(resolve(target));
  if (path === undefined) {
    throw new Refusal(
      refuse('USAGE', '', `${target} holds no experiment.lock`, {
        expected: 'a run folder, results/<experiment>/latest, or a lock file',
      }).problems,
      2,
    );
  }
  const lock = parseLock(path);
  if (lock.engine !== ENGINE) {
    throw new Refusal(
      refuse('VERIFY_DIFFERS', '', 'the run was made by another engine', { expected: ENGINE, found: lock.engine })
        .problems,
      3,
    );
  }
  return { path, lock };
}

/** Runs `work` with the spec of a lock as a file: the resolved spec beside it, or a temporary one where the lock stands alone. */
export async function withSpecOf<T>({ path, lock }: LockFile, work: (file: string) => Promise<T>): Promise<T> {
  const beside = join(dirname(path), 'resolved.yml');
  if (existsSync(beside)) return work(beside);
  const folder = mkdtempSync(join(tmpdir(), 'assay-verify-'));
  try {
    const file = join(folder, 'resolved.yml');
    writeFileSync(file, stringify(lock.spec));
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lockPath(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  if (statSync(path).isDirectory())
    return existsSync(join(path, 'experiment.lock')) ? join(path, 'experiment.lock') : undefined;
  if (path.endsWith('latest')) return lockPath(join(dirname(path), readFileSync(path, 'utf8').trim()));
  return path;
}

function parseLock(path: string): Lock {
  try {
    const lock = JSON.parse(readFileSync(path, 'utf8')) as Lock;
    if (lock.format === 1 && Array.isArray(lock.nodes)) return lock;
  } catch {
    // told below
  }
  throw new Refusal(refuse('USAGE', '', `${path} is not a lock of this format`).problems, 2);
}
