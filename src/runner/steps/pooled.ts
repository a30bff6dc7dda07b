import type { Range } from '../../core/artifacts.ts';
import type { Arrays } from './step.ts';

/**
 * Rows of several symbols that a job lays into one sequence by itself, by time and then by symbol, so that columns cross
 * threads as each symbol has them: arrays `x0/0`, `x0/1` … become `x0`. `place/0` … are the pooled rows of own rows.
 */
export interface PooledInput {
  /** The pooled rows that are laid. */
  readonly span: Range;
  /** Own rows of each symbol that may lie among them. */
  readonly own: readonly Range[];
  readonly columns: readonly string[];
  /** Label spans too: `first/0`, `last/0`, the grid rows `grid/0`, and `starts`, the first pooled row of each grid row. */
  readonly spans: boolean;
}

/** Own rows of one symbol, and the pooled row of each of its rows, -1 = none. */
export interface Part extends Range {
  readonly places: Int32Array;
}

/** Rows of one symbol after another: what is read of all symbols, and written for all, stays in a core's own cache. */
const TILE = 64;

/** Visits own rows of all symbols, some of each in turn. */
export function inTiles(parts: readonly Part[], visit: (part: number, from: number, to: number) => void): void {
  const longest = parts.reduce((most, { from, to }) => Math.max(most, to - from), 0);
  for (let start = 0; start < longest; start += TILE) {
    for (let k = 0; k < parts.length; k++) {
      const from = parts[k].from + start;
      if (from < parts[k].to) visit(k, from, Math.min(parts[k].to, from + TILE));
    }
  }
}

/** Lays one column of each part into `out`, whose first row is the pooled row `start`. */
export function layColumn(
  parts: readonly Part[],
  columns: readonly ArrayLike<number>[],
  start: number,
  out: Float64Array,
): Float64Array {
  inTiles(parts, (k, from, to) => layTile(out, start, columns[k], parts[k].places, { from, to }));
  return out;
}

function layTile(
  out: Float64Array,
  start: number,
  column: ArrayLike<number>,
  places: Int32Array,
  { from, to }: Range,
): void {
  for (let t = from; t < to; t++) if (places[t] >= 0) out[places[t] - start] = column[t];
}

/** Spans of a label by own rows, the grid row of each, and those of all symbols laid out. */
export interface LabelSpans {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly grid: Int32Array;
}

const BEYOND = 0x7fffffff;

/**
 * Label spans in pooled rows, counted from `start`: a span begins with the first row of its first time and ends with the
 * last row of its last time, whatever symbols are there, so that it meets every row that is known as late as its end.
 */
export function laySpans(
  parts: readonly Part[],
  labels: readonly LabelSpans[],
  starts: Int32Array,
  out: { readonly start: number; readonly first: Int32Array; readonly last: Int32Array },
): void {
  inTiles(parts, (k, from, to) => {
    const { places } = parts[k];
    const { first, last, grid } = labels[k];
    for (let t = from; t < to; t++) {
      if (places[t] < 0) continue;
      const row = places[t] - out.start;
      // a span that ends after the symbol's last bar is never known
      const known = last[t] < grid.length;
      out.first[row] = known ? starts[grid[first[t]]] - out.start : BEYOND;
      out.last[row] = known ? starts[grid[last[t]] + 1] - 1 - out.start : BEYOND;
    }
  });
}

export const partsIn = ({ own }: PooledInput, arrays: Arrays): readonly Part[] =>
  own.map((range, k) => ({ ...range, places: arrays[`place/${k}`] as Int32Array }));

/** The arrays of a job with what it lays itself. */
export function laid({ pooled }: { readonly pooled?: PooledInput }, arrays: Arrays): Arrays {
  if (pooled === undefined) return arrays;
  const { span, own, columns, spans } = pooled;
  const rows = span.to - span.from;
  const ints = (name: string, k: number): Int32Array => arrays[`${name}/${k}`] as Int32Array;
  const parts = partsIn(pooled, arrays);
  const columnOf = (name: string): Float64Array =>
    layColumn(
      parts,
      own.map((_, k) => arrays[`${name}/${k}`]),
      span.from,
      new Float64Array(rows),
    );
  const out = { start: span.from, first: new Int32Array(rows), last: new Int32Array(rows) };
  if (spans) {
    const labels = own.map((_, k) => ({ first: ints('first', k), last: ints('last', k), grid: ints('grid', k) }));
    laySpans(parts, labels, arrays['starts'] as Int32Array, out);
  }
  return {
    ...arrays,
    ...Object.fromEntries(columns.map((name) => [name, columnOf(name)])),
    ...(spans && { first: out.first, last: out.last }),
  };
}
