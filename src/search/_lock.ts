import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { elapsed } from '../core/clock.ts';
import { OWNER, codeOf, syncToDisk, writing } from '../runner/_files.ts';

const GRACE_MS = 30_000;
const LONGEST_SLEEP_MS = 50;
let released = 0;

export interface LockOptions {
  /** A lock that has not moved for so long belongs to a process that died. */
  readonly grace_ms?: number;
}

/**
 * Runs `work` while `<file>.lock` is held, as Optuna's journal locks: a symbolic link to the file (a plain file on
 * Windows), released by renaming it away first so that nobody unlinks another's.
 */
export function withLock<T>(file: string, work: () => T, { grace_ms = GRACE_MS }: LockOptions = {}): T {
  const lock = `${file}.lock`;
  writing(file, () => acquire(lock, basename(file), grace_ms));
  try {
    return work();
  } finally {
    release(lock);
  }
}

function acquire(lock: string, target: string, grace_ms: number): void {
  let sleep_ms = 1;
  let seen: number | undefined;
  let since = elapsed();
  while (!take(lock, target)) {
    const moved = lastMove(lock);
    if (moved !== seen) [seen, since] = [moved, elapsed()];
    if (moved !== undefined && elapsed() - since > grace_ms) {
      release(lock);
      sleep_ms = 1;
      continue;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, sleep_ms);
    sleep_ms = Math.min(2 * sleep_ms, LONGEST_SLEEP_MS);
  }
}

function take(lock: string, target: string): boolean {
  try {
    if (process.platform === 'win32') closeSync(openSync(lock, 'wx'));
    else symlinkSync(target, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Time of the locked file's last change (that of the link where it leads nowhere); undefined once it is released. */
function lastMove(lock: string): number | undefined {
  for (const stat of [statSync, lstatSync]) {
    try {
      return stat(lock).mtimeMs;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

function release(lock: string): void {
  const gone = `${lock}.${OWNER}-${released++}.rename`;
  try {
    renameSync(lock, gone);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  rmSync(gone, { force: true });
}

/** Bytes of a file from `offset` on; none where it does not exist. */
export function readFrom(file: string, offset: number): Buffer {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
  try {
    const pieces: Buffer[] = [];
    for (let at = offset; ;) {
      const left = fstatSync(fd).size - at;
      if (left <= 0) return Buffer.concat(pieces);
      const piece = Buffer.allocUnsafe(left);
      const count = readSync(fd, piece, 0, piece.length, at);
      if (count === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, count));
      at += count;
    }
  } finally {
    closeSync(fd);
  }
}

/**
 * Appends whole lines by one write and, with `sync`, forces the file to disk. A torn last line, left by a writer that
 * died, goes first.
 */
export function appendLines(file: string, lines: readonly string[], { sync = true } = {}): void {
  if (lines.length === 0) return;
  writing(file, () => {
    const isNew = !existsSync(file);
    const fd = openSync(file, 'a+');
    try {
      cutTornLine(file, fd);
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
      if (sync) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (isNew) syncToDisk(dirname(file));
  });
}

function cutTornLine(file: string, fd: number): void {
  const { size } = statSync(file);
  const last = Buffer.alloc(1);
  for (let end = size; ; end--) {
    if (end > 0) readSync(fd, last, 0, 1, end - 1);
    if (end > 0 && last[0] !== 0x0a) continue;
    if (end < size) ftruncateSync(fd, end);
    return;
  }
}
