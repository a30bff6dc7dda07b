import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { OWNER, codeOf, removeLeftovers, syncToDisk, writing } from './_files.ts';

/** The folder of one run while it is written. Nobody sees it under its final name before it is complete. */
export interface RunFolder {
  /** Where it stands now: hidden, beside its final place. */
  readonly temporary: string;
  /** Path for a file that somebody else writes; its folders are made. Names use `/` and may not leave the folder. */
  readonly path: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => void;
  /** Forces everything to disk and gives the folder its final name, which it returns as a path. */
  readonly commit: () => string;
  /** Removes what was written. Nothing happens after `commit`. */
  readonly abandon: () => void;
}

export interface RunName {
  /** Free text; what a path cannot hold becomes `-`. */
  readonly experiment: string;
  /** `YYYY-MM-DD_HH-MM-SS`, UTC. */
  readonly stamp: string;
  /** First 8 hex digits of the run's digest. */
  readonly digest8: string;
}

const HIDDEN = '.tmp-';

/**
 * `<resultsRoot>/<experiment>/<stamp>-<digest8>`, `-2` behind it for the second one within a second, and beside it the
 * text file `latest` with the name of the newest. Clears away what killed processes left unfinished.
 */
export function createRunFolder(resultsRoot: string, { experiment, stamp, digest8 }: RunName): RunFolder {
  if (!/^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$/.test(stamp)) throw new TypeError(`"${stamp}" is not a stamp`);
  if (!/^[0-9a-f]{8}$/.test(digest8)) throw new TypeError(`"${digest8}" is not 8 hex digits`);
  const home = join(resultsRoot, safeName(experiment));
  const temporary = writing(home, () => {
    mkdirSync(home, { recursive: true });
    removeLeftovers(home, HIDDEN);
    return claimFolder(home);
  });
  const claimed = new Map<string, string>();
  const path = (name: string): string => {
    const file = join(temporary, checkedName(name, claimed));
    writing(file, () => mkdirSync(dirname(file), { recursive: true }));
    return file;
  };
  let committed = false;
  return Object.freeze({
    temporary,
    path,
    write(name: string, content: string | Uint8Array): void {
      const file = path(name);
      writing(file, () => writeFileSync(file, content));
    },
    commit(): string {
      return writing(home, () => {
        syncTree(temporary);
        const name = giveFinalName(home, temporary, `${stamp}-${digest8}`);
        committed = true;
        syncToDisk(home);
        replaceText(join(home, 'latest'), `${name}\n`);
        return join(home, name);
      });
    },
    abandon(): void {
      if (!committed) rmSync(temporary, { recursive: true, force: true });
    },
  });
}

/** A name that every file system takes as one part of a path. */
export function safeName(name: string): string {
  // 60 characters of up to 4 bytes stay below the 255 bytes of a name
  const safe = Array.from(name.normalize('NFC'))
    .slice(0, 60)
    .join('')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  if (safe === '') return 'unnamed';
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe) ? `${safe}-` : safe;
}

/** Names of files are ours, not the user's: a bad one is a bug. */
function checkedName(name: string, claimed: Map<string, string>): string {
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:*?"<>|\p{Cc}]/u.test(part))) {
    throw new TypeError(`"${name}" is no name for a file of a run`);
  }
  const twin = claimed.get(name.toLowerCase());
  if (twin !== undefined && twin !== name) throw new TypeError(`"${name}" and "${twin}" differ by case only`);
  claimed.set(name.toLowerCase(), name);
  return name;
}

function claimFolder(home: string): string {
  for (let n = 0; ; n++) {
    const folder = join(home, `${HIDDEN}${OWNER}-${n}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** Renames to `name`, or to the first free of `name-2`, `name-3`, ... A run folder is never empty, so none is replaced. */
function giveFinalName(home: string, temporary: string, name: string): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (existsSync(join(home, candidate))) continue;
    try {
      renameSync(temporary, join(home, candidate));
      return candidate;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOTDIR'].includes(codeOf(error)) || !existsSync(join(home, candidate)))
        throw error;
    }
  }
}

function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else syncToDisk(path);
  }
  syncToDisk(folder);
}

/** Replaces a small file as a whole: a reader sees the old or the new content. */
export function replaceText(path: string, text: string | Uint8Array): void {
  const temporary = join(dirname(path), `${HIDDEN}${OWNER}-text`);
  const fd = openSync(temporary, 'w');
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
  syncToDisk(dirname(path));
}
