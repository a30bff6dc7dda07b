import type { Bars, Range } from '../core/artifacts.ts';
import type { Partitions } from './partitions.ts';
import { rowAt } from './rows.ts';

/** One symbol of a panel: its own bars on its own rows, and where they stand on the time grid of all symbols. */
export interface Member {
  readonly symbol: string;
  /** Place among the members, which stand in the order of their symbols. */
  readonly index: number;
  readonly bars: Bars;
  readonly partitions: Partitions;
  /** Grid row of each own row. */
  readonly gridOf: Int32Array;
  /** Own row of each grid row, -1 where the symbol has no bar. */
  readonly rowOf: Int32Array;
  /** 1 = the own row lies within the universe: fitted on, scored, ranked and traded. */
  readonly listed: Uint8Array;
  readonly spans: Listing['spans'];
  /** Own rows of a range of grid rows. */
  range(grid: Range): Range;
}

/** Rows of several symbols as one sequence, by time and then by symbol: what a model is fitted on and scores. */
export interface PooledRows {
  readonly rows: number;
  /** Where the rows are all the rows of one symbol, this is it and pooled rows are its own: no copy is needed. */
  readonly only: Member | undefined;
  readonly members: readonly Member[];
  /** Pooled rows of a range of grid rows. */
  range(grid: Range): Range;
  /** First pooled row at or after a grid row. */
  at(gridRow: number): number;
  /** Grid rows of a range of pooled rows that begins and ends with a time. */
  times(rows: Range): Range;
  /** Time and index of the symbol by pooled row. */
  readonly time: Float64Array;
  readonly memberOf: Uint16Array;
  /** First pooled row of each grid row, and the number of pooled rows. */
  readonly starts: Int32Array;
  /** Pooled row by the symbol's own row, -1 where it does not lie within the universe; by index of the symbol. */
  readonly placeOf: readonly Int32Array[];
}

/** Symbols over one time grid, the sorted union of the opens of their bars. */
export interface Panel {
  readonly members: readonly Member[];
  /** Several symbols: node ids end in `/SYMBOL`. */
  readonly several: boolean;
  /** The grid as bars: those of the only symbol, or rows and times without columns. */
  readonly grid: Bars;
  member(symbol: string): Member;
  /** All symbols together, or some of them. */
  pooled(symbols?: readonly string[]): PooledRows;
}

export interface Listing {
  readonly bars: Bars;
  readonly partitions: Partitions;
  /** Half-open spans of time in the universe, epoch ms, in order; undefined = always. */
  readonly spans: readonly (readonly [from: number, to: number])[] | undefined;
}

export function panelOf(listings: readonly Listing[]): Panel {
  const sorted = listings.toSorted((a, b) => (a.bars.symbol < b.bars.symbol ? -1 : 1));
  const several = sorted.length > 1;
  const grid = several ? gridOf(sorted.map(({ bars }) => bars)) : sorted[0].bars;
  const every = lazily(() => identity(grid.rows));
  const members = sorted.map((listing, index) => memberOf(listing, index, grid, every));
  const bySymbol = new Map(members.map((member) => [member.symbol, member]));
  const pools = new Map<string, PooledRows>();
  const member = (symbol: string): Member => {
    const found = bySymbol.get(symbol);
    if (found === undefined) throw new Error(`no symbol ${symbol} in the panel`);
    return found;
  };
  return Object.freeze({
    members,
    several,
    grid,
    member,
    pooled(symbols?: readonly string[]): PooledRows {
      const chosen = symbols === undefined ? members : members.filter(({ symbol }) => symbols.includes(symbol));
      const key = chosen.map(({ index }) => index).join();
      const known = pools.get(key);
      if (known !== undefined) return known;
      const made = pool(chosen, grid);
      pools.set(key, made);
      return made;
    },
  });
}

function gridOf(all: readonly Bars[]): Bars {
  const { interval_ms } = all[0];
  const known = all.filter(({ rows }) => rows > 0);
  const first = Math.min(...known.map(({ time }) => time[0]));
  const last = Math.max(...known.map(({ time, rows }) => time[rows - 1]));
  const taken = new Uint8Array(Math.round((last - first) / interval_ms) + 1);
  for (const { time } of all) for (const ms of time) taken[Math.round((ms - first) / interval_ms)] = 1;
  const slots = taken.reduce((sum, x) => sum + x, 0);
  const time = new Float64Array(new SharedArrayBuffer(slots * 8));
  let row = 0;
  for (let slot = 0; slot < taken.length; slot++) if (taken[slot] === 1) time[row++] = first + slot * interval_ms;
  return { symbol: symbolsText(all.map(({ symbol }) => symbol)), interval_ms, rows: slots, time, columns: new Map() };
}

/** Symbols for people: all of a few, else the first ones and how many more. */
export function symbolsText(symbols: readonly string[]): string {
  return symbols.length <= 4 ? symbols.join(', ') : `${symbols.slice(0, 3).join(', ')} and ${symbols.length - 3} more`;
}

/** `every` = all rows of the grid, which symbols that have a bar in each of them share. */
function memberOf({ bars, partitions, spans }: Listing, index: number, grid: Bars, every: () => Int32Array): Member {
  const own = bars.rows === grid.rows;
  const gridRows = own ? every : lazily(() => gridRowsOf(bars.time, grid.time));
  const rows = own ? every : lazily(() => inverseOf(gridRows(), grid.rows));
  const listed = lazily(() => listedRows(bars, spans));
  const at = (row: number): number => (row >= grid.rows ? bars.rows : rowAt(bars.time, grid.time[row]));
  return Object.freeze({
    symbol: bars.symbol,
    index,
    bars,
    partitions,
    spans,
    range: (range: Range) => (own ? range : { from: at(range.from), to: at(range.to) }),
    get gridOf() {
      return gridRows();
    },
    get rowOf() {
      return rows();
    },
    get listed() {
      return listed();
    },
  });
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const sharedRows = (rows: number): Int32Array => new Int32Array(new SharedArrayBuffer(rows * 4));

function identity(rows: number): Int32Array {
  const out = sharedRows(rows);
  for (let row = 0; row < rows; row++) out[row] = row;
  return out;
}

function gridRowsOf(time: Float64Array, grid: Float64Array): Int32Array {
  const out = sharedRows(time.length);
  let row = 0;
  for (let t = 0; t < time.length; t++) {
    while (grid[row] < time[t]) row++;
    out[t] = row;
  }
  return out;
}

function inverseOf(places: Int32Array, rows: number): Int32Array {
  const out = sharedRows(rows).fill(-1);
  for (let t = 0; t < places.length; t++) out[places[t]] = t;
  return out;
}

function listedRows({ time, rows }: Bars, spans: Listing['spans']): Uint8Array {
  const out = new Uint8Array(new SharedArrayBuffer(rows));
  if (spans === undefined) return out.fill(1);
  for (const [from, to] of spans) out.fill(1, rowAt(time, from), rowAt(time, to));
  return out;
}

const isAlwaysListed = ({ spans, listed }: Member): boolean => spans === undefined || !listed.includes(0);

function pool(members: readonly Member[], grid: Bars): PooledRows {
  const gridRows = grid.rows;
  const only = members.length === 1 && isAlwaysListed(members[0]) ? members[0] : undefined;
  if (only?.bars.rows === gridRows) return ownRows(only);
  const counts = sharedRows(gridRows + 1);
  for (const { gridOf: places, listed } of members)
    for (let t = 0; t < places.length; t++) counts[places[t] + 1] += listed[t];
  for (let g = 0; g < gridRows; g++) counts[g + 1] += counts[g];
  const rows = counts[gridRows];
  const placeOf = lazily(() => placesOf(members, counts));
  const memberOf = lazily(() => ownersOf(members, placeOf(), rows));
  const time = lazily(() => timesOf(grid.time, counts));
  const times = ({ from, to }: Range): Range => ({ from: gridRowOf(counts, from), to: gridRowOf(counts, to) });
  return Object.freeze({
    rows,
    only,
    members,
    at: (gridRow: number) => counts[Math.min(gridRow, gridRows)],
    range: ({ from, to }: Range) => ({ from: counts[Math.min(from, gridRows)], to: counts[Math.min(to, gridRows)] }),
    times,
    starts: counts,
    get time() {
      return time();
    },
    get memberOf() {
      return memberOf();
    },
    get placeOf() {
      return placeOf();
    },
  });
}

/** The rows of the only symbol of a grid. */
function ownRows(only: Member): PooledRows {
  return Object.freeze({
    rows: only.bars.rows,
    only,
    members: [only],
    at: (gridRow: number) => gridRow,
    range: (range: Range) => range,
    times: (range: Range) => range,
    time: only.bars.time,
    get starts() {
      return identity(only.bars.rows + 1);
    },
    get memberOf() {
      return new Uint16Array(only.bars.rows).fill(only.index);
    },
    get placeOf() {
      const places: Int32Array[] = [];
      places[only.index] = only.gridOf;
      return places;
    },
  });
}

/** The first grid row before which `row` pooled rows lie. */
function gridRowOf(counts: Int32Array, row: number): number {
  let [low, high] = [0, counts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (counts[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timesOf(grid: Float64Array, counts: Int32Array): Float64Array {
  const out = new Float64Array(new SharedArrayBuffer(counts[grid.length] * 8));
  for (let g = 0; g < grid.length; g++) out.fill(grid[g], counts[g], counts[g + 1]);
  return out;
}

/** Pooled row of each own row: at each time in the order of the symbols. */
function placesOf(members: readonly Member[], counts: Int32Array): readonly Int32Array[] {
  const next = new Int32Array(counts);
  const out: Int32Array[] = [];
  for (const { gridOf, listed, index } of members) {
    const own = sharedRows(gridOf.length);
    for (let t = 0; t < own.length; t++) own[t] = listed[t] === 0 ? -1 : next[gridOf[t]]++;
    out[index] = own;
  }
  return out;
}

/** Index of the symbol of each pooled row. */
function ownersOf(members: readonly Member[], placeOf: readonly Int32Array[], rows: number): Uint16Array {
  const out = new Uint16Array(rows);
  for (const { index } of members) for (const place of placeOf[index]) if (place >= 0) out[place] = index;
  return out;
}
