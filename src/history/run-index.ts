import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceText } from '../runner/folders.ts';
import { experimentNames, runNames } from './find-run.ts';
import { readRun } from './stored-run.ts';

/** One line of `results/index.jsonl`: enough to list and to filter runs without opening their folders. */
export interface IndexLine {
  readonly format: 1;
  /** `experiment folder/run folder`, below the results folder. */
  readonly run: string;
  readonly experiment: string;
  readonly status: 'complete' | 'incomplete';
  /** Start of the run as its folder's name says, ISO 8601 UTC. */
  readonly date: string;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly digest8: string;
  readonly engine: string | null;
  readonly segments: number | null;
  readonly notes: readonly string[];
  /** Values of all metrics that are not withheld. */
  readonly metrics: { readonly [name: string]: number };
}

export const indexFile = (results: string): string => join(results, 'index.jsonl');

/** A run folder as a line of the index. */
export function indexLine(results: string, run: string): IndexLine {
  const { experiment, name, status, commit, dirty, engine, segments, notes, metrics } = readRun(
    join(results, run),
    'facts',
  );
  const [, day, clock, digest8] = /^(.{10})_(.{8})-([0-9a-f]{8})/.exec(name) ?? [];
  return {
    format: 1,
    run,
    experiment,
    status,
    date: `${day}T${(clock ?? '').replaceAll('-', ':')}Z`,
    commit: commit ?? null,
    dirty,
    digest8: digest8 ?? '',
    engine: engine ?? null,
    segments: segments ?? null,
    notes,
    metrics: Object.fromEntries(
      [...metrics].flatMap(([metric, { value }]) => (value === null ? [] : [[metric, value]])),
    ),
  };
}

/** Adds a finished run. A run whose line is not written is found again by `readIndex`. */
export function appendToIndex(results: string, run: string): void {
  mkdirSync(results, { recursive: true });
  appendFileSync(indexFile(results), `${JSON.stringify(indexLine(results, run))}\n`);
}

/**
 * All runs below a results folder, oldest first. The index is taken at its word for run folders that exist and are
 * complete, since those never change; folders it does not know are read, and lines without a folder are dropped. With
 * `write` an index that was missing or stale is written anew.
 */
export function readIndex(results: string, { write }: { readonly write: boolean }): readonly IndexLine[] {
  const known = knownLines(results);
  const runs = experimentNames(results).flatMap((name) => runNames(join(results, name)).map((run) => `${name}/${run}`));
  const lines = runs.map((run) => known.get(run) ?? indexLine(results, run));
  const stale = lines.length !== known.size || lines.some((line) => known.get(line.run) !== line);
  if (write && stale && (lines.length > 0 || known.size > 0)) {
    replaceText(indexFile(results), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
  return lines.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

function knownLines(results: string): ReadonlyMap<string, IndexLine> {
  const known = new Map<string, IndexLine>();
  for (const text of textOf(indexFile(results)).split('\n')) {
    const line = parsed(text);
    if (line?.status === 'complete') known.set(line.run, line);
  }
  return known;
}

function parsed(text: string): IndexLine | undefined {
  try {
    const line = JSON.parse(text) as IndexLine | null;
    return line?.format === 1 && typeof line.run === 'string' && typeof line.metrics === 'object' ? line : undefined;
  } catch {
    return undefined;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
