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
    throw new Refusal(refuse('USAGE', '', `${target} holds no experiment.lock`, { expected: 'a run folder, results/<experiment>/latest, or a lock file' }).problems, 2);
  }
  const lock = parseLock(path);
  if (lock.engine !== ENGINE) {
    throw new Refusal(refuse('VERIFY_DIFFERS', '', 'the run was made by another engine', { expected: ENGINE, found: lock.engine }).problems, 3);
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
  if (statSync(path).isDirectory()) return existsSync(join(path, 'experiment.lock')) ? join(path, 'experiment.lock') : undefined;
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

export interface Difference {
  readonly node: string;
  readonly reason: string;
  readonly expected: string;
  readonly found: string;
}

/** The first node, in plan order, that is not what the lock says, with the cause as far as the lock can tell. */
export function firstLockDifference(expected: Lock, found: Lock): Difference | undefined {
  for (const [i, partition] of expected.partitions.entries()) {
    const now = found.partitions[i];
    if (now?.digest === partition.digest) continue;
    const what = now === undefined ? 'is gone' : 'changed';
    return { node: 'bars', reason: `data partition ${partition.month} ${what}`, expected: partition.digest, found: now?.digest ?? 'nothing' };
  }
  if (expected.partitions.length !== found.partitions.length) {
    const extra = found.partitions[expected.partitions.length];
    return { node: 'bars', reason: `data partition ${extra.month} is new`, expected: 'nothing', found: extra.digest };
  }
  if (expected.seed !== found.seed) return { node: 'spec', reason: 'another seed', expected: String(expected.seed), found: String(found.seed) };
  const now = new Map(found.nodes.map((n) => [n.id, n]));
  for (const node of expected.nodes) {
    const other = now.get(node.id);
    if (other?.content === node.content) continue;
    const reason = other === undefined ? 'the node is gone' : other.key === node.key ? 'same recipe and data, another result' : 'the code or a parameter of this node changed';
    return { node: node.id, reason, expected: node.content, found: other?.content ?? 'nothing' };
  }
  const added = found.nodes.find((n) => !expected.nodes.some((e) => e.id === n.id));
  return added === undefined ? undefined : { node: added.id, reason: 'the node is new', expected: 'nothing', found: added.content };
}
