import { closeSync, fsyncSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { refuse } from '../core/problem.ts';
import type { Refusal } from '../core/problem.ts';

/** First part of the names that this thread gives to its temporary files; `isAlive` reads the process back. */
export const OWNER = `${process.pid}-${threadId}`;

/** Whether the process that a name such as `4711-0-3` starts with still runs. */
export function isAlive(name: string): boolean {
  const pid = Number(/^(\d+)-/.exec(name)?.[1] ?? 0);
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Removes what dead processes left in `folder`: whatever is named `<prefix><pid>-...`. */
export function removeLeftovers(folder: string, prefix = ''): void {
  for (const name of namesIn(folder)) {
    const owner = name.slice(prefix.length);
    if (!name.startsWith(prefix) || !/^\d+-/.test(owner) || isAlive(owner)) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Names in a folder, sorted; none where it does not exist. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** Forces a file or the names in a folder to disk. Folders cannot be opened on Windows, which keeps them itself. */
export function syncToDisk(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const REASONS = new Map([
  ['ENOSPC', 'no space left on the disk'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file is larger than this process may write'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'operation not permitted'],
  ['ENOENT', 'the folder cannot be made: the file system is read-only, or a part of the path is gone'],
  ['EROFS', 'the file system is read-only'],
  ['ENOTDIR', 'a part of the path is a file, not a folder'],
  ['EEXIST', 'a file stands where a folder should be'],
]);

/** Runs `write`; an error of the file system becomes RUN_WRITE with path and reason. */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw isFileError(error) ? cannotWrite(path, error) : error;
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && 'syscall' in error;
}

function cannotWrite(path: string, error: unknown): Refusal {
  const code = codeOf(error);
  return refuse('RUN_WRITE', '', `cannot write ${path}: ${REASONS.get(code) ?? 'the file system refused'} (${code})`);
}
