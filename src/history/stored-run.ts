import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { ENGINE } from '../runner/engine.ts';
import type { Lock } from '../runner/lock.ts';
import { readCsv } from './csv-columns.ts';

export interface StoredMetric {
  readonly value: number | null;
  readonly unit: string;
  readonly samples: number;
  readonly withheld?: string;
}

/** One day of an account: the 00:00 UTC that ends it (epoch ms) and its simple return. */
export interface DailyReturns {
  readonly time: Float64Array;
  readonly ret: Float64Array;
}

/** A run folder as it lies on disk, whole or not. What is absent was not there or could not be read; `notes` say which. */
export interface StoredRun {
  readonly folder: string;
  readonly experiment: string;
  readonly name: string;
  /** `complete`, or `incomplete` where a file that every run has is missing or torn. */
  readonly status: 'complete' | 'incomplete';
  readonly digest: string | undefined;
  readonly engine: string | undefined;
  readonly finished: string | undefined;
  readonly seconds: number | undefined;
  readonly commit: string | undefined;
  readonly dirty: boolean;
  readonly metrics: ReadonlyMap<string, StoredMetric>;
  /** The resolved spec as plain data. */
  readonly spec: unknown;
  readonly lock: Lock | undefined;
  readonly segments: number | undefined;
  readonly notes: readonly string[];
}

interface RunFile {
  readonly status?: string;
  readonly engine?: string;
  readonly finished?: string;
  readonly seconds?: number;
  readonly slice?: unknown;
  readonly git?: { readonly commit: string; readonly dirty: boolean } | null;
}

interface MetricsFile {
  readonly experiment?: string;
  readonly digest?: string;
  readonly metrics: { readonly [name: string]: StoredMetric };
}

const OF_EVERY_RUN = ['run.json', 'metrics.json', 'experiment.lock', 'resolved.yml'];

export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Whether a folder holds anything that only a run writes. */
export const looksLikeRun = (folder: string): boolean =>
  isFolder(folder) && OF_EVERY_RUN.some((name) => existsSync(join(folder, name)));

/**
 * Reads a run folder and never refuses: half a run, or one of another version, is shown as what it is. `facts` leaves out
 * spec and lock, which take most of the time.
 */
export function readRun(folder: string, parts: 'all' | 'facts' = 'all'): StoredRun {
  const notes: string[] = [];
  const read = <T>(name: string, as: (text: string) => T | undefined): T | undefined =>
    readPart(folder, name, as, notes);
  const run = read('run.json', jsonObject<RunFile>);
  const metrics = read('metrics.json', metricsOf);
  const readWhole = <T>(name: string, as: (text: string) => T | undefined): T | undefined =>
    parts === 'all' || !existsSync(join(folder, name)) ? read(name, as) : undefined;
  const lock = readWhole('experiment.lock', jsonObject<Lock>);
  const spec = readWhole('resolved.yml', (text) => parse(text) as unknown);
  const incomplete = notes.length > 0;
  const usable = lock?.format === 1 && Array.isArray(lock.nodes) ? lock : undefined;
  const segments = existsSync(join(folder, 'segments.csv'))
    ? read('segments.csv', (text) => readCsv(text).rows)
    : undefined;
  const found = new Map(Object.entries(metrics?.metrics ?? {}));
  const engine = run?.engine ?? usable?.engine;
  return {
    folder,
    experiment: metrics?.experiment ?? usable?.experiment ?? basename(dirname(folder)),
    name: basename(folder),
    status: incomplete ? 'incomplete' : 'complete',
    digest: metrics?.digest ?? usable?.digest,
    engine,
    finished: run?.finished,
    seconds: run?.seconds,
    commit: run?.git?.commit,
    dirty: run?.git?.dirty === true,
    metrics: found,
    spec,
    lock: usable,
    segments,
    notes: [...notes, ...remarks({ engine, lock, usable, found, segments, sliced: run?.slice ?? null })],
  };
}

interface Remarkable {
  readonly engine: string | undefined;
  readonly lock: Lock | undefined;
  readonly usable: Lock | undefined;
  readonly found: ReadonlyMap<string, StoredMetric>;
  readonly segments: number | undefined;
  readonly sliced: unknown;
}

function remarks({ engine, lock, usable, found, segments, sliced }: Remarkable): string[] {
  const notes: string[] = [];
  if (engine !== undefined && engine !== ENGINE) notes.push(`made by ${engine}; this is ${ENGINE}`);
  if (lock !== undefined && usable === undefined)
    notes.push(`its lock has format ${String(lock.format)}, of which nodes cannot be compared`);
  if (found.get('trades')?.value === 0) notes.push('no trades');
  if (segments === 1) notes.push('one segment only');
  if (sliced !== null) notes.push('a slice of its test windows');
  return notes;
}

function readPart<T>(
  folder: string,
  name: string,
  as: (text: string) => T | undefined,
  notes: string[],
): T | undefined {
  const path = join(folder, name);
  if (!existsSync(path)) {
    notes.push(`${name} is missing`);
    return undefined;
  }
  try {
    const value = as(readFileSync(path, 'utf8'));
    if (value !== undefined) return value;
  } catch {
    // told below
  }
  notes.push(`${name} cannot be read`);
  return undefined;
}

function jsonObject<T extends object>(text: string): T | undefined {
  const value = JSON.parse(text) as T | null;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

function metricsOf(text: string): MetricsFile | undefined {
  const file = jsonObject<Partial<MetricsFile>>(text);
  if (typeof file?.metrics !== 'object' || file.metrics === null) return undefined;
  return { ...file, metrics: Object.fromEntries(Object.entries(file.metrics).filter(([, m]) => isMetric(m))) };
}

const isMetric = (m: StoredMetric | null): boolean =>
  typeof m === 'object' && m !== null && (m.value === null || Number.isFinite(m.value));

/** Daily returns of a run; absent where its version wrote none. */
export function readDaily(folder: string): DailyReturns | undefined {
  const path = join(folder, 'diagnostics', 'daily.csv');
  if (!existsSync(path)) return undefined;
  const { columns } = readCsv(readFileSync(path, 'utf8'));
  const [time, ret] = [columns.get('day_end'), columns.get('ret')];
  if (time === undefined || ret === undefined) return undefined;
  return {
    time: Float64Array.from(time, (text) => Date.parse(text)),
    ret: Float64Array.from(ret, (text) => (text === '' ? NaN : Number(text))),
  };
}
