import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { now } from '../../core/clock.ts';
import { OWNER, codeOf, namesIn } from '../_files.ts';

/** Last use is noted no more often than this, so that reading stays cheap. */
const TOUCH_MS = 60_000;
const MAX_READ = 1 << 30;

export interface EntryFile {
  readonly key: string;
  readonly bytes: number;
  /** Epoch ms of the last use, coarse. */
  readonly used: number;
}

export function pathOf(root: string, key: string): string {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new TypeError(`"${key}" is not a key: 64 hex digits`);
  return join(root, key.slice(0, 2), key.slice(2));
}

/** The whole file in shared memory, by one call where it is below 1 GiB. Undefined where there is none. */
export function readWhole(path: string, isUse: boolean): SharedArrayBuffer | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size, mtimeMs } = fstatSync(fd);
    const buffer = allocate(size);
    const bytes = new Uint8Array(buffer);
    for (let at = 0; at < size;) {
      const got = readSync(fd, bytes, at, Math.min(size - at, MAX_READ), at);
      if (got === 0) break;
      at += got;
    }
    if (isUse) touch(fd, mtimeMs);
    return buffer;
  } finally {
    closeSync(fd);
  }
}

/** Writes all pieces under a name of our own in `temporary`, then gives them the final name in one step. */
export function writeWhole(path: string, temporary: string, pieces: readonly Uint8Array[]): number {
  const { fd, file } = claimTemporary(temporary);
  try {
    let bytes = 0;
    try {
      for (const piece of pieces) bytes += writeAll(fd, piece);
    } finally {
      closeSync(fd);
    }
    mkdirSync(dirname(path), { recursive: true });
    renameSync(file, path);
    return bytes;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

/** All entries, by key. Files with other names are left alone. */
export function listEntries(root: string): EntryFile[] {
  const shards = namesIn(root).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return shards.flatMap((shard) => namesIn(join(root, shard)).flatMap((rest) => entryFile(root, shard + rest)));
}

function entryFile(root: string, key: string): readonly EntryFile[] {
  if (!/^[0-9a-f]{64}$/.test(key)) return [];
  const stat = statSync(pathOf(root, key), { throwIfNoEntry: false });
  return stat === undefined ? [] : [{ key, bytes: stat.size, used: stat.mtimeMs }];
}

function allocate(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes);
  } catch (error) {
    throw Object.assign(new Error(`no memory for ${bytes} bytes`, { cause: error }), { code: 'ENOMEM' });
  }
}

function touch(fd: number, used: number): void {
  const time = now();
  if (time - used < TOUCH_MS) return;
  try {
    futimesSync(fd, time / 1000, time / 1000);
  } catch {
    // a store that we may only read keeps its times
  }
}

function claimTemporary(folder: string): { readonly fd: number; readonly file: string } {
  for (let n = 0; ; n++) {
    const file = join(folder, `${OWNER}-${n}`);
    try {
      return { fd: openSync(file, 'wx'), file };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

function writeAll(fd: number, piece: Uint8Array): number {
  for (let at = 0; at < piece.length;) at += writeSync(fd, piece, at, Math.min(piece.length - at, MAX_READ));
  return piece.length;
}
