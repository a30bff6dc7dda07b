import { existsSync, readFileSync } from 'node:fs';
import { Refusal } from '../../core/problem.ts';
import type { Feed } from './_feeds.ts';
import { lockSeries, readLedger, sha256Of, writeLedger, writeWhole } from './_ledger.ts';
import type { Part } from './_ledger.ts';
import type { Rows, Shelf, Unit } from './_shelf.ts';

/** Rows (or trades that they are made of) that are held before an unfinished file is written. */
const CHECKPOINT_ROWS = 15_000;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A file that is not as it should be, what is left of it, and what has to be asked for. */
interface Job {
  readonly unit: Unit;
  readonly kept: Rows;
  readonly keptSpan: Span | undefined;
  readonly missing: readonly Span[];
  readonly rows: (readonly number[])[];
}

interface SeriesPlan {
  readonly jobs: readonly Job[];
  readonly skipped: readonly Unit[];
  /** Files whose bytes are not those that were written. */
  readonly torn: readonly string[];
}

export interface Series {
  readonly feed: Feed;
  readonly shelf: Shelf;
  /** Path of its ledger. */
  readonly ledger: string;
  readonly from: number;
  readonly to: number;
}

/** Compares what is on disk with its checksums and with the time asked for. */
async function planSeries({ shelf, ledger, from, to }: Series, units: readonly Unit[]): Promise<SeriesPlan> {
  const parts = readLedger(ledger);
  const jobs: Job[] = [];
  const torn: string[] = [];
  const skipped: Unit[] = [];
  for (const unit of units) {
    const want = { from: Math.max(from, unit.start), to: Math.min(to, unit.end) };
    const have = await stateOf(unit, parts[unit.part], shelf, torn);
    const missing = missingOf(want, have?.span);
    if (missing.length === 0) skipped.push(unit);
    else
      jobs.push({ unit, kept: have === undefined ? [] : await have.rows(), keptSpan: have?.span, missing, rows: [] });
  }
  return { jobs, skipped, torn };
}

interface Held {
  readonly span: Span;
  rows(): Promise<Rows>;
}

/** What a file holds: as its ledger says where the checksum is right; a file of another writer where it can be read. */
async function stateOf(unit: Unit, part: Part | undefined, shelf: Shelf, torn: string[]): Promise<Held | undefined> {
  if (part?.sha256 === '') return { span: part, rows: () => Promise.resolve([]) };
  if (!existsSync(unit.path)) return undefined;
  if (part !== undefined) {
    if (sha256Of(readFileSync(unit.path)) === part.sha256) return { span: part, rows: () => shelf.decode(unit) };
    torn.push(unit.path);
    return undefined;
  }
  try {
    const rows = await shelf.decode(unit);
    if (rows.length > 0) return { span: shelf.adopted(unit, rows), rows: () => Promise.resolve(rows) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  torn.push(unit.path);
  return undefined;
}

/** The parts of `want` before and after `have`; all between them where the two are apart. */
function missingOf(want: Span, have: Span | undefined): Span[] {
  if (have === undefined) return [want];
  const before = { from: want.from, to: have.from };
  const after = { from: have.to, to: want.to };
  return [before, after].filter((span) => span.from < span.to);
}

export interface SeriesResult {
  /** Fetched now. */
  rows: number;
  /** Written now. */
  files: number;
  /** Found whole. */
  skipped: number;
  /** Found damaged, and fetched again. */
  torn: readonly string[];
  /** Time up to which the exchange had rows, where it had fewer than asked for. */
  until: number | undefined;
}

/** Asks for what is missing and writes each file as soon as its time is complete. */
export async function fetchSeries(
  series: Series,
  units: readonly Unit[],
  onUnit: (unit: Unit) => void,
): Promise<SeriesResult> {
  const unlock = lockSeries(series.ledger);
  try {
    const { jobs, skipped, torn } = await planSeries(series, units);
    for (const unit of skipped) onUnit(unit);
    const result: SeriesResult = { rows: 0, files: 0, skipped: skipped.length, torn, until: undefined };
    for (const span of spansOf(jobs)) {
      const cursor = await runSpan(series, span, jobs, result, onUnit);
      if (cursor < span.to) result.until = Math.max(result.until ?? 0, cursor);
    }
    return result;
  } finally {
    unlock();
  }
}

/** Neighbouring stretches are asked for together: a page may fill several files. */
function spansOf(jobs: readonly Job[]): Span[] {
  const spans: Span[] = [];
  for (const span of jobs.flatMap(({ missing }) => missing)) {
    const last = spans.at(-1);
    if (last?.to === span.from) spans[spans.length - 1] = { from: last.from, to: span.to };
    else spans.push(span);
  }
  return spans;
}

async function runSpan(
  series: Series,
  span: Span,
  jobs: readonly Job[],
  result: SeriesResult,
  onUnit: (unit: Unit) => void,
): Promise<number> {
  const open = jobs.filter(({ missing }) => missing.some((part) => isIn(part, span)));
  let cursor = span.from;
  let unsaved = 0;
  while (cursor < span.to) {
    const page = await series.feed.page(cursor, span.to);
    let k = 0;
    for (const row of page.rows) {
      while (k < open.length && row[0] >= open[k].unit.end) k += 1;
      if (k === open.length || !open[k].missing.some(({ from, to }) => row[0] >= from && row[0] < to)) continue;
      open[k].rows.push(series.shelf.pick(row));
      result.rows += 1;
    }
    cursor = Math.max(cursor, page.next);
    unsaved += page.effort ?? page.rows.length;
    while (open.length > 0 && endOf(open[0], span) <= cursor) {
      const job = open.shift() as Job;
      await keep(series, job, endOf(job, span), result);
      onUnit(job.unit);
      unsaved = 0;
    }
    if (open.length > 0 && (page.end || (unsaved >= CHECKPOINT_ROWS && series.shelf.partial))) {
      await keep(series, open[0], cursor, result);
      unsaved = 0;
    }
    if (page.end) break;
  }
  return Math.min(cursor, span.to);
}

const isIn = (part: Span, span: Span): boolean => part.from >= span.from && part.to <= span.to;

/** End of the last stretch of a file that lies in a span. */
const endOf = ({ missing }: Job, span: Span): number =>
  Math.max(...missing.filter((part) => isIn(part, span)).map(({ to }) => to));

/**
 * Writes a file whose time is known up to `cursor`. Its checksum goes first: a file that does not match its entry was
 * never finished, and a file without an entry is not ours.
 */
async function keep(
  { shelf, ledger }: Series,
  { unit, kept, keptSpan, missing, rows: fresh }: Job,
  cursor: number,
  result: SeriesResult,
): Promise<void> {
  const joined = keptSpan !== undefined && cursor >= keptSpan.from;
  const from = joined ? Math.min(missing[0].from, keptSpan.from) : missing[0].from;
  const to = joined ? Math.max(cursor, keptSpan.to) : cursor;
  const rows = [...kept, ...fresh].filter(([time]) => time < to).sort((a, b) => a[0] - b[0]);
  const complete = missing.every((part) => part.to <= cursor);
  if (rows.length === 0 && !complete) return;
  const bytes = rows.length === 0 ? new Uint8Array(0) : await shelf.encode(unit, rows);
  const part: Part = { sha256: rows.length === 0 ? '' : sha256Of(bytes), from, to };
  writeLedger(ledger, { ...readLedger(ledger), [unit.part]: part });
  if (complete) fresh.length = 0;
  if (rows.length === 0) return;
  writeWhole(unit.path, bytes);
  result.files += 1;
}
