import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Bars, TimeRange } from '../core/artifacts.ts';
import { addPeriods, isoOf, startOfMonth } from '../core/calendar.ts';
import type { Period } from '../core/params.ts';
import { refuse } from '../core/problem.ts';
import { resolvePath, symbolsOfSource } from './load.ts';
import type { DataRequest, DataRoots } from './load.ts';
import { parseUniverse } from './universe.ts';

/** Half-open spans of time in the universe, epoch ms, in order. */
export type Spans = readonly (readonly [from: number, to: number])[];

/** A symbol that is loaded, and when it stands in the universe; undefined = always. */
export interface Listed {
  readonly symbol: string;
  readonly spans: Spans | undefined;
}

/** The `data.universe` block. */
export type Universe =
  | { readonly type: 'list'; readonly path: string }
  | { readonly type: 'top_volume'; readonly count: number; readonly window?: Period; readonly every?: Period };

export interface Asked extends Omit<DataRequest, 'clean'> {
  readonly symbols: readonly string[];
  readonly universe: Universe | undefined;
}

/** Symbols that a data block means, in order; of `top_volume` all that the source has, listed once their bars are there. */
export async function listedSymbols(data: Asked, roots: DataRoots): Promise<readonly Listed[]> {
  const { symbols, universe } = data;
  if (universe === undefined) return symbols.map((symbol) => ({ symbol, spans: undefined }));
  if (universe.type === 'list') return fromList(universe.path, data.range, roots);
  const found = (await symbolsOfSource(data, roots)) ?? foundSymbols(data.source, roots);
  return found.map((symbol) => ({ symbol, spans: undefined }));
}

function fromList(path: string, { from = -Infinity, to = Infinity }: Partial<TimeRange>, roots: DataRoots): Listed[] {
  const file = resolvePath(path, '', roots);
  if (!existsSync(file)) {
    throw refuse('DATA_FILE', 'data.universe.path', `the universe "${file}" does not exist`, {
      hint: 'assay fetch --universe top200, or a file with the columns symbol,from,to',
    });
  }
  const bySymbol = new Map<string, (readonly [number, number])[]>();
  for (const { symbol, ...span } of parseUniverse(readFileSync(file, 'utf8'), file)) {
    if (span.to <= from || span.from >= to) continue;
    bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), [span.from, span.to]]);
  }
  if (bySymbol.size === 0) {
    throw refuse('DATA_RANGE', 'data.universe.path', `the universe "${file}" has no member within data.range`, {
      ...(Number.isFinite(from) && { expected: `a member between ${isoOf(from)} and ${isoOf(to)}` }),
    });
  }
  const listed = Array.from(bySymbol, ([symbol, spans]) => ({ symbol, spans: spans.sort(([a], [b]) => a - b) }));
  for (const { symbol, spans } of listed) {
    const again = spans.find(([begins], i) => i > 0 && begins < spans[i - 1][1]);
    if (again !== undefined)
      throw refuse('DATA_FORMAT', 'data.universe.path', `"${file}" lists ${symbol} twice at one time`, {
        found: `again from ${isoOf(again[0])}`,
        hint: 'a membership ends before the next one of the symbol begins',
      });
  }
  return listed.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
}

/** Symbols for which there is a file where `path` holds `{symbol}`. */
function foundSymbols(source: Asked['source'], roots: DataRoots): readonly string[] {
  const { type, path } = source as { readonly type: string; readonly path?: unknown };
  const file = typeof path === 'string' && path.includes('{symbol}') ? resolvePath(path, '{symbol}', roots) : undefined;
  if (file === undefined) {
    throw refuse('SPEC_CONFLICT', 'data.universe', `a ${type} source does not tell which symbols there are`, {
      expected: 'type: store, type: lean, or a path that holds {symbol}',
      hint: 'data.universe: { type: list, path: … } names them',
    });
  }
  const [before, after] = basename(file).split('{symbol}');
  const folder = dirname(file);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const found = names.filter(
    (name) => name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after),
  );
  if (found.length === 0)
    throw refuse('DATA_FILE', 'data.universe', `no file is called like "${join(folder, basename(file))}"`);
  return found.map((name) => name.slice(before.length, name.length - after.length));
}

const MONTH: Period = { months: 1 };
const THIRTY_DAYS: Period = { ms: 30 * 86_400_000 };

/**
 * Who was among the `count` largest by quote volume (close times volume where the source tells none) over the window
 * before each date of the schedule; ties by name. Each list holds from its date to the next: nothing after a date has a
 * say in it. Before the first whole window nobody is listed.
 */
export function topVolume(
  bars: readonly Bars[],
  { count, window = THIRTY_DAYS, every = MONTH }: Extract<Universe, { type: 'top_volume' }>,
): readonly Spans[] {
  const first = Math.min(...bars.map(({ time }) => time[0]));
  const last = Math.max(...bars.map(({ time, rows }) => time[rows - 1]));
  const { interval_ms } = bars[0];
  const spans: [number, number][][] = bars.map(() => []);
  const sums = bars.map(runningVolume);
  for (let k = 0, date = startOfMonth(first); date <= last; k++) {
    const next = addPeriods(startOfMonth(first), every, k + 1, interval_ms);
    const opens = addPeriods(date, window, -1, interval_ms);
    if (opens >= first) {
      const volumes = sums.map((volumeBetween, i) => ({ i, volume: volumeBetween(opens, date) }));
      const ranked = volumes
        .filter(({ volume }) => volume > 0)
        .sort((a, b) => b.volume - a.volume || (bars[a.i].symbol < bars[b.i].symbol ? -1 : 1));
      for (const { i } of ranked.slice(0, count)) {
        const own = spans[i].at(-1);
        if (own?.[1] === date) own[1] = next;
        else spans[i].push([date, next]);
      }
    }
    date = next;
  }
  return spans;
}

/** Quote volume of the bars that open in a span of time, by sums over all rows before. */
function runningVolume({ time, rows, columns }: Bars): (from: number, to: number) => number {
  const [close, volume, quote] = ['close', 'volume', 'quote_volume'].map((name) => columns.get(name));
  const before = new Float64Array(rows + 1);
  for (let t = 0; t < rows; t++) {
    const own = quote?.[t] ?? (close as Float64Array)[t] * (volume as Float64Array)[t];
    before[t + 1] = before[t] + (own > 0 ? own : 0);
  }
  const rowAt = (at: number): number => {
    let [low, high] = [0, rows];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (time[middle] < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (from, to) => before[rowAt(to)] - before[rowAt(from)];
}
