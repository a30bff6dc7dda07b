import { appendFileSync, closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OWNER, codeOf, isAlive, namesIn } from '../_files.ts';

/** Keys that this opening of the store keeps from being evicted, told to other processes by a file under `folder`. */
export interface Pins {
  readonly add: (keys: readonly string[]) => void;
  readonly release: () => void;
}

export function openPins(folder: string): Pins {
  const known = new Set<string>();
  let file: string | undefined;
  return Object.freeze({
    add(keys: readonly string[]): void {
      const added = keys.filter((key) => !known.has(key));
      if (added.length === 0) return;
      file ??= claimName(folder);
      appendFileSync(file, added.map((key) => `${key}\n`).join(''));
      for (const key of added) known.add(key);
    },
    release(): void {
      if (file !== undefined) rmSync(file, { force: true });
      file = undefined;
      known.clear();
    },
  });
}

/** All keys pinned by processes that still run. Files of dead ones are removed. */
export function pinnedKeys(folder: string): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const name of namesIn(folder)) {
    const file = join(folder, name);
    if (isAlive(name)) readLines(file).forEach((key) => keys.add(key));
    else rmSync(file, { force: true });
  }
  return keys;
}

function claimName(folder: string): string {
  for (let n = 0; ; n++) {
    const file = join(folder, `${OWNER}-${n}`);
    try {
      closeSync(openSync(file, 'wx'));
      return file;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
