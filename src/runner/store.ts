import { accessSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../core/problem.ts';
import { codeOf, removeLeftovers, writing } from './_files.ts';
import { listEntries, pathOf, readWhole, writeWhole } from './store/entries.ts';
import type { EntryFile } from './store/entries.ts';
import { contentDigest, decode, encode } from './store/format.ts';
import type { Content, Entry } from './store/format.ts';
import { openPins, pinnedKeys } from './store/pins.ts';

export { contentDigest } from './store/format.ts';
export type { Content, Entry } from './store/format.ts';

export interface StoreOptions {
  /** Least recently used entries go when the store is larger. */
  readonly maxBytes: number;
  /** Told of every entry that was damaged, foreign or mislabelled; it is deleted and counts as a miss. */
  readonly onTorn?: (problem: Problem) => void;
}

export interface Listed extends EntryFile {
  readonly pinned: boolean;
}

export interface Pruned {
  readonly removed: number;
  readonly freedBytes: number;
  readonly keptBytes: number;
}

export interface Verified {
  readonly entries: number;
  readonly bytes: number;
  readonly torn: readonly Problem[];
}

/**
 * Content-addressed store of finished nodes: `<root>/ab/cdef...`, shared by any number of processes. Only whole entries
 * ever carry a final name; a miss is always possible, since another process may evict what is not pinned.
 */
export interface Store {
  readonly root: string;
  readonly read: (key: string) => Entry | undefined;
  /** Returns the content digest. */
  readonly write: (key: string, content: Content) => string;
  /** Whether a file of that name stands there, unread. */
  readonly has: (key: string) => boolean;
  /** Keeps these keys, present or to come, from eviction until `close` or the end of the process. */
  readonly pin: (...keys: readonly string[]) => void;
  readonly ls: () => readonly Listed[];
  readonly prune: (maxBytes?: number) => Pruned;
  /** Reads every entry and computes its content digest anew. */
  readonly verify: () => Verified;
  /** Releases the pins; prunes where something was written. */
  readonly close: () => void;
}

export function openStore(root: string, { maxBytes, onTorn = () => {} }: StoreOptions): Store {
  const temporary = join(root, 'tmp');
  const pinFolder = join(root, 'pins');
  writing(root, () => {
    for (const folder of [temporary, pinFolder]) mkdirSync(folder, { recursive: true });
    accessSync(temporary, constants.W_OK);
    removeLeftovers(temporary);
  });
  const pins = openPins(pinFolder);
  // room for what is written between two walks over the folder
  const slack = Math.ceil(maxBytes / 64);
  let unseen = 0;

  const prune = (limit = maxBytes): Pruned => {
    unseen = 0;
    return evict(root, pinFolder, limit);
  };
  const read = (key: string): Entry | undefined => readEntry(root, key, { onTorn });
  return Object.freeze({
    root,
    read,
    write(key: string, content: Content): string {
      const path = pathOf(root, key);
      const { digest, pieces } = encode(key, content);
      unseen += writing(path, () => writeWhole(path, temporary, pieces));
      if (unseen > slack) prune(maxBytes - slack);
      return digest;
    },
    has: (key: string): boolean => existsSync(pathOf(root, key)),
    pin: (...keys: readonly string[]): void => writing(pinFolder, () => pins.add(keys)),
    ls: () => list(root, pinFolder),
    prune,
    verify: () => verifyAll(root, onTorn),
    close(): void {
      pins.release();
      if (unseen > 0) prune();
    },
  });
}

interface Reading {
  readonly onTorn: (problem: Problem) => void;
  /** Whether the content digest is computed anew, without counting as a use. */
  readonly audit?: boolean;
}

function readEntry(root: string, key: string, { onTorn, audit = false }: Reading): Entry | undefined {
  const path = pathOf(root, key);
  const found = wholeEntry(path, key, audit);
  if (typeof found !== 'string') return found;
  onTorn({ code: 'CACHE_TORN', path: [], message: `cache entry ${path} is ignored and deleted: ${found}` });
  rmSync(path, { recursive: true, force: true });
  return undefined;
}

function wholeEntry(path: string, key: string, audit: boolean): Entry | string | undefined {
  try {
    const buffer = readWhole(path, !audit);
    const entry = buffer === undefined ? undefined : decode(buffer, key);
    return audit && typeof entry === 'object' && !hasItsDigest(entry) ? 'its content digest differs' : entry;
  } catch (error) {
    // out of file handles or of memory is no fault of the entry
    if (['EMFILE', 'ENFILE', 'ENOMEM'].includes(codeOf(error))) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

function hasItsDigest({ meta, arrays, digest }: Entry): boolean {
  return contentDigest({ meta, arrays: Array.from(arrays, ([name, values]) => ({ name, values })) }) === digest;
}

function list(root: string, pinFolder: string): readonly Listed[] {
  const pinned = pinnedKeys(pinFolder);
  return listEntries(root).map((entry) => ({ ...entry, pinned: pinned.has(entry.key) }));
}

function evict(root: string, pinFolder: string, maxBytes: number): Pruned {
  const entries = listEntries(root);
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  let freedBytes = 0;
  let removed = 0;
  if (total > maxBytes) {
    const pinned = pinnedKeys(pinFolder);
    for (const { key, bytes } of entries.toSorted((a, b) => a.used - b.used)) {
      if (total - freedBytes <= maxBytes) break;
      if (pinned.has(key)) continue;
      rmSync(pathOf(root, key), { force: true });
      freedBytes += bytes;
      removed++;
    }
  }
  return { removed, freedBytes, keptBytes: total - freedBytes };
}

function verifyAll(root: string, onTorn: (problem: Problem) => void): Verified {
  const torn: Problem[] = [];
  const report = (problem: Problem): void => {
    torn.push(problem);
    onTorn(problem);
  };
  let [entries, bytes] = [0, 0];
  for (const { key } of listEntries(root)) {
    const entry = readEntry(root, key, { onTorn: report, audit: true });
    if (entry === undefined) continue;
    entries++;
    bytes += entry.bytes;
  }
  return { entries, bytes, torn };
}
