import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { refuse } from '../../core/problem.ts';

/** What is known of one file of a store: its content, and the time [from, to) that was asked of the exchange. */
export interface Part {
  /** '' where the exchange has no rows, so there is no file. */
  readonly sha256: string;
  readonly from: number;
  readonly to: number;
}
export type Parts = { readonly [part: string]: Part };

/** Parts of one series. Torn or missing ledgers are empty: files without an entry are looked at anew. */
export function readLedger(path: string): Parts {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as { readonly parts?: Parts };
    return value.parts ?? {};
  } catch {
    return {};
  }
}

/** Sorted, without times: the same files give the same ledger, whatever happened on the way. */
export function writeLedger(path: string, parts: Parts): void {
  const sorted = Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeWhole(path, Buffer.from(`${JSON.stringify({ version: 1, parts: sorted }, null, 1)}\n`));
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Writes beside the file, syncs, renames, syncs the folder: a reader sees the old file or the new one, and after a power
 * cut too. A torn copy is overwritten next time.
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw notWritten(path, error);
  }
}

/** Forces the names in a folder to disk; Windows keeps them itself. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function notWritten(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  return refuse('RUN_WRITE', '', `"${path}" cannot be written: ${code === 'ENOSPC' ? 'the disk is full' : message}`, {
    hint: 'what was finished is kept: run again to go on',
  });
}

/** Keeps a second fetch away from a series; a lock whose process is gone is taken over. */
export function lockSeries(path: string): () => void {
  const lock = `${path}.lock`;
  for (;;) {
    try {
      mkdirSync(dirname(lock), { recursive: true });
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritten(lock, error);
    }
    const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (isAlive(owner) && owner !== process.pid) {
      throw refuse('DATA_FILE', '', `another fetch (process ${owner}) writes these bars`, { found: lock });
    }
    rmSync(lock, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
