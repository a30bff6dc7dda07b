import { basename, dirname, resolve } from 'node:path';
import type { SourceNotes } from '../../core/contracts/source.ts';
import { isoOf } from '../../core/calendar.ts';
import { Refusal, refuse } from '../../core/problem.ts';
import type { Problem } from '../../core/problem.ts';
import { formatDuration, parseInterval } from '../../core/units.ts';
import type { DataAudit, Fault } from '../../data/audit.ts';
import { barFileSource } from '../../data/bar-file.ts';
import { auditSource, loadBars } from '../../data/load.ts';
import type { DataRequest, DataRoots, LoadedBars } from '../../data/load.ts';
import { openSpec } from '../../runner/open-spec.ts';
import { listedSymbols } from '../../data/membership.ts';
import { loadConfig } from '../../spec/config.ts';
import type { Globals } from '../main.ts';
import { print } from '../print.ts';
import { wrapped } from '../text.ts';

interface Asked {
  readonly data: DataRequest;
  readonly symbols: readonly string[];
  readonly seed: number;
  readonly roots: DataRoots;
}

interface Found {
  readonly symbol: string;
  readonly audit: DataAudit;
  readonly notes: SourceNotes;
  /** What the cleaning policy makes of it, or why it refuses. */
  readonly loaded: LoadedBars | undefined;
  readonly refused: Refusal | undefined;
}

/**
 * What the bars of a spec, or of one file, hold before anything is mended, and what the cleaning policy makes of them.
 * Exit 1 where the policy refuses.
 */
export async function data(file: string, options: Globals & { readonly interval?: string }): Promise<void> {
  const asked = /\.ya?ml$/.test(file) ? await ofSpec(file, options) : await ofFile(file, options.interval);
  const found: Found[] = [];
  for (const symbol of asked.symbols) found.push(await audited(asked, symbol));
  print(options, found.length === 1 ? factsOf(found[0]) : found.map(factsOf), () => found.flatMap(linesOf));
  const problems = found.flatMap(({ refused }): readonly Problem[] => refused?.problems ?? []);
  if (problems.length > 0) throw new Refusal(problems);
}

async function ofSpec(file: string, options: Globals): Promise<Asked> {
  const { spec, config } = await openSpec(file, options);
  const roots = { spec: dirname(spec.file), data: config.paths.data };
  const symbols = (await listedSymbols(spec.data, roots)).map(({ symbol }) => symbol);
  return { data: { ...spec.data, several: symbols.length > 1 }, symbols, seed: spec.seed, roots };
}

async function ofFile(file: string, interval: string | undefined): Promise<Asked> {
  const parsed = interval === undefined ? { value: 0 } : parseInterval(interval);
  if (parsed.fault !== undefined) {
    throw new Refusal(
      refuse('USAGE', '', `--interval ${parsed.fault.message}`, { expected: '--interval 5m', found: interval ?? '' })
        .problems,
      2,
    );
  }
  const config = await loadConfig(process.cwd());
  const path = resolve(file);
  const clean = { gaps: 'keep', max_gap_bars: undefined, duplicates: 'keep_last', zero_volume: 'keep' } as const;
  const request = { source: barFileSource(path), interval_ms: parsed.value, range: {}, clean };
  return {
    data: request,
    symbols: [basename(path).replace(/\..*$/, '')],
    seed: 0,
    roots: { spec: dirname(path), data: config.paths.data },
  };
}

async function audited({ data: request, seed, roots }: Asked, asked: string): Promise<Found> {
  const { symbol, audit, notes } = await withItsSymbol(asked, (symbol) => auditSource(request, symbol, seed, roots));
  const exact = request.interval_ms > 0 ? request : { ...request, interval_ms: audit.interval_ms };
  try {
    return { symbol, audit, notes, loaded: await loadBars(exact, symbol, seed, roots), refused: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { symbol, audit, notes, loaded: undefined, refused: error };
  }
}

/** A file of one symbol is asked for that one: its name need not be the file's. */
async function withItsSymbol<T>(symbol: string, work: (symbol: string) => Promise<T>): Promise<T & { symbol: string }> {
  try {
    return { ...(await work(symbol)), symbol };
  } catch (error) {
    const [problem] = error instanceof Refusal ? error.problems : [];
    const only =
      problem?.path.join('.') === 'data.symbols' && !problem.found?.includes(',') ? problem.found : undefined;
    if (only === undefined || only === symbol) throw error;
    return { ...(await work(only)), symbol: only };
  }
}

const FAULTS = ['duplicates', 'backward', 'off_grid', 'unknown', 'zero_volume', 'violations'] as const;

function factsOf({ symbol, audit, notes, loaded, refused }: Found): object {
  const { first, last, gaps, ...rest } = audit;
  const faults = FAULTS.map((name) => [name, { count: audit[name].count, times: audit[name].times.map(isoOf) }]);
  const report = loaded?.report;
  return {
    symbol,
    ...rest,
    first: timeOf(first),
    last: timeOf(last),
    ...Object.fromEntries(FAULTS.map((name) => [name, audit[name].count])),
    gaps: gaps.count,
    missing_bars: gaps.missing_bars,
    gap_list: gaps.list.map(({ from, bars }) => ({ from: isoOf(from), bars })),
    faults: Object.fromEntries(faults),
    source: notes,
    clean:
      report === undefined
        ? null
        : { ...report, gap_list: report.gap_list.map(([from, bars]) => ({ from: isoOf(from), bars })) },
    bars:
      loaded === undefined
        ? null
        : { interval_ms: loaded.bars.interval_ms, rows: loaded.bars.rows, columns: [...loaded.bars.columns.keys()] },
    refused: refused?.problems.map(({ code, message }) => ({ code, message })) ?? [],
  };
}

const timeOf = (time: number): string | null => (Number.isNaN(time) ? null : isoOf(time));
const LISTED = 10;

function linesOf({ symbol, audit, notes, loaded }: Found): string[] {
  const { gaps, interval_ms, rows } = audit;
  const size = formatDuration(interval_ms);
  const span = rows === 0 ? 'no bars' : `${isoOf(audit.first)} .. ${isoOf(audit.last + interval_ms)}`;
  const told = loaded?.report;
  return [
    `${symbol}: ${rows} bars of ${size}, ${span}${audit.outside_range > 0 ? `, ${audit.outside_range} outside the range` : ''}`,
    ...wrapped(`columns: ${audit.columns.join(' ')}`),
    ...(notes.stamps.length > 0 ? [`stamps: ${notes.stamps.join(' ')}`] : []),
    `gaps: ${gaps.count} (${gaps.missing_bars} bars missing)`,
    ...gaps.list.slice(0, LISTED).map(({ from, bars }) => `  ${isoOf(from)}: ${bars} bars`),
    ...(gaps.count > LISTED ? [`  and ${gaps.count - LISTED} more`] : []),
    ...FAULTS.map((name) => faultLine(name, audit[name])),
    `last bar still forming when it was written: ${audit.forming ? 'yes' : 'no'}`,
    ...(told === undefined || loaded === undefined
      ? ['cleaning: refused']
      : wrapped(
          `cleaning: read ${told.rows_read}, kept ${told.rows_kept}, duplicates ${told.duplicates}, filled ${told.filled_bars}; ${loaded.bars.rows} bars of ${formatDuration(loaded.bars.interval_ms)}`,
        )),
  ];
}

const WORDS: { readonly [name in (typeof FAULTS)[number]]: string } = {
  duplicates: 'duplicate times',
  backward: 'steps back in time',
  off_grid: 'off the grid',
  unknown: 'not known (empty cells)',
  zero_volume: 'without volume',
  violations: 'prices out of order',
};

function faultLine(name: (typeof FAULTS)[number], { count, times }: Fault): string {
  const shown = times.slice(0, 3).map((time) => timeOf(time) ?? '?');
  return `${WORDS[name]}: ${count}${count > 0 ? ` (${shown.join(', ')}${count > shown.length ? ', …' : ''})` : ''}`;
}
