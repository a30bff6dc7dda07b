/**
 * What the benchmarks share. The machine may be busy with other work, so figures are medians, those to be compared take
 * turns in one run, and what is stated is their ratio.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { elapsed } from '../src/core/clock.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const CLI = join(ROOT, 'build/src/cli/main.js');

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Milliseconds of each piece of work, run in turns: all of them once, then again. */
export function inTurns(times: number, work: { readonly [name: string]: () => void }): { [name: string]: number[] } {
  const taken = Object.fromEntries(Object.keys(work).map((name) => [name, [] as number[]]));
  for (let i = 0; i < times; i++) {
    for (const [name, run] of Object.entries(work)) {
      const started = elapsed();
      run();
      taken[name].push(elapsed() - started);
    }
  }
  return taken;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A child process that must end well; gives what it has printed. */
export function child(command: string, args: readonly string[], { cwd = ROOT, env = {} }: ChildOptions = {}): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stderr}`);
  return stdout;
}

export const node = (args: readonly string[], options?: ChildOptions): string => child(process.execPath, args, options);

/** Runs one of `bench/peers`, which makes its own environment below .cache, and reads the JSON of its last line. */
export function peer<T>(file: string, args: readonly string[]): T {
  const lines = child('python3', [join(ROOT, 'bench/peers', file), ...args])
    .trim()
    .split('\n');
  return JSON.parse(lines[lines.length - 1]) as T;
}

/** Runs `work` in a new folder that is gone afterwards. */
export function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same for work that waits. */
export async function inFolderAsync<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file of the shared test data, where there is such a folder: $ASSAY_SHARED or ../shared. */
export function sharedData(...path: readonly string[]): string | undefined {
  const file = join(process.env['ASSAY_SHARED'] ?? join(ROOT, '../shared'), 'data', ...path);
  return existsSync(file) ? file : undefined;
}

export function machine(): string {
  return `${availableParallelism()} cores, Node ${process.version}, ${process.platform}-${process.arch}`;
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
