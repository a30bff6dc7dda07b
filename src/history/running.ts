import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elapsed, isoUtc, now } from '../core/clock.ts';

export interface Count {
  readonly done: number;
  readonly all: number;
}

/** What a command that is under way has done so far: `<results>/.running/<pid>.json`. */
export interface RunningState {
  readonly format: 1;
  readonly pid: number;
  readonly verb: string;
  readonly experiment: string;
  readonly digest8: string;
  readonly started: string;
  /** Written at least every `HEARTBEAT_MS` while the process lives. */
  readonly updated: string;
  /** By kind: `feature`, `model`, `trial`. */
  readonly counts: { readonly [kind: string]: Count };
}

export interface RunningFile {
  count(kind: string, count: Count): void;
  /** Removes the file. */
  end(): void;
}

const WRITE_EVERY_MS = 500;
const HEARTBEAT_MS = 5000;
/** A file older than this is of a process that died and whose number another one has now. */
const STALE_MS = 600_000;

export const runningFolder = (results: string): string => join(results, '.running');

/**
 * Says on disk how far a command is, for `assay view`. Replaced as a whole, at most twice a second; nothing depends on it,
 * so a folder that cannot be written is left alone.
 */
export function openRunningFile(
  results: string,
  about: Pick<RunningState, 'verb' | 'experiment' | 'digest8'>,
): RunningFile {
  const folder = runningFolder(results);
  const path = join(folder, `${process.pid}.json`);
  const temporary = join(folder, `.${process.pid}.tmp`);
  const started = isoUtc(now());
  const counts: { [kind: string]: Count } = {};
  let usable = attempt(() => {
    mkdirSync(folder, { recursive: true });
    removeStale(folder);
  });
  let last = -Infinity;
  const write = (): void => {
    last = elapsed();
    const state: RunningState = { format: 1, pid: process.pid, ...about, started, updated: isoUtc(now()), counts };
    usable &&= attempt(() => {
      writeFileSync(temporary, JSON.stringify(state));
      renameSync(temporary, path);
    });
  };
  const remove = (): void => void attempt(() => [path, temporary].forEach((file) => rmSync(file, { force: true })));
  write();
  const heartbeat = setInterval(write, HEARTBEAT_MS).unref();
  process.on('exit', remove);
  return {
    count(kind, count) {
      counts[kind] = count;
      if (usable && elapsed() - last >= WRITE_EVERY_MS) write();
    },
    end() {
      clearInterval(heartbeat);
      process.off('exit', remove);
      remove();
    },
  };
}

/** What runs now, oldest first. Files of processes that are gone are passed over. */
export function readRunning(results: string): readonly RunningState[] {
  const folder = runningFolder(results);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const state = stateOf(folder, name);
      return state === undefined || isStale(state) ? [] : [state];
    })
    .sort((a, b) => (a.started < b.started ? -1 : 1));
}

function stateOf(folder: string, name: string): RunningState | undefined {
  if (!/^\d+\.json$/.test(name)) return undefined;
  try {
    const state = JSON.parse(readFileSync(join(folder, name), 'utf8')) as RunningState | null;
    return state?.format === 1 && `${state.pid}.json` === name && typeof state.counts === 'object' ? state : undefined;
  } catch {
    return undefined;
  }
}

function isStale({ pid, updated }: RunningState): boolean {
  if (!(now() - Date.parse(updated) < STALE_MS)) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM');
  }
}

function removeStale(folder: string): void {
  for (const name of readdirSync(folder)) {
    const state = stateOf(folder, name);
    if (state !== undefined && isStale(state)) rmSync(join(folder, name), { force: true });
  }
}

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
