import { ascendingPairs } from './ranks.ts';

/** Where each value of a column stands among all of them. Rows without a value: `NO_RANK`. */
export interface ColumnRanks {
  /** Number of values below, and that of the last equal one: the same array where no value repeats. */
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  /** The values known, ascending. */
  readonly sorted: Float64Array;
}

export const NO_RANK = 0xffffffff;

/** Cells of equal width, and rows that are ranked together: a part of this length stays in a core's own cache. */
const CELLS = 4096;
const PART = 8192;
const NO_PART = 0xffff;

/**
 * Ranks of a long column without walking its memory at random: rows are laid into parts by value, each part is sorted by
 * itself, and rows then take their ranks from the parts in the order in which they came. -0 and 0 are ties.
 */
export function rankColumn(x: Float64Array): ColumnRanks {
  const { starts, partOf } = partsOf(x);
  const sorted = new Float64Array(starts[starts.length - 1]);
  const next = starts.slice();
  for (let i = 0; i < x.length; i++) if (partOf[i] !== NO_PART) sorted[next[partOf[i]]++] = x[i];
  const laid = rankParts(sorted, starts);
  next.set(starts);
  const first = new Uint32Array(x.length).fill(NO_RANK);
  if (laid.first === laid.last) {
    for (let i = 0; i < x.length; i++) if (partOf[i] !== NO_PART) first[i] = laid.first[next[partOf[i]]++];
    return { first, last: first, sorted };
  }
  const last = first.slice();
  for (let i = 0; i < x.length; i++) {
    if (partOf[i] === NO_PART) continue;
    const at = next[partOf[i]]++;
    first[i] = laid.first[at];
    last[i] = laid.last[at];
  }
  return { first, last, sorted };
}

/** Sorts each part, and ranks its rows in the order in which they lay there. */
function rankParts(values: Float64Array, starts: Uint32Array): { first: Uint32Array; last: Uint32Array } {
  let largest = 0;
  for (let part = 1; part < starts.length; part++) largest = Math.max(largest, starts[part] - starts[part - 1]);
  const places = new Float64Array(largest).map((_, i) => i);
  const into = { x: new Float64Array(largest), y: new Float64Array(largest) };
  const first = new Uint32Array(values.length);
  let last: Uint32Array | undefined;
  for (let part = 1; part < starts.length; part++) {
    const from = starts[part - 1];
    const own = values.subarray(from, starts[part]);
    const room = { x: into.x.subarray(0, own.length), y: into.y.subarray(0, own.length) };
    const { x, y } = ascendingPairs(own, places.subarray(0, own.length), room);
    own.set(x);
    for (let start = 0, end = 0; start < x.length; start = end) {
      while (end < x.length && x[end] === x[start]) end++;
      for (let i = start; i < end; i++) first[from + y[i]] = from + start;
      if (end - start === 1 && last === undefined) continue;
      // nothing was repeated before: there the last equal value is the first
      last ??= first.slice();
      for (let i = start; i < end; i++) last[from + y[i]] = from + end - 1;
    }
  }
  return { first, last: last ?? first };
}

interface Parts {
  /** Rows before each part, and all known ones at the end. */
  readonly starts: Uint32Array;
  /** The part of each row. */
  readonly partOf: Uint16Array;
}

function partsOf(x: Float64Array): Parts {
  let [low, high, known] = [Infinity, -Infinity, 0];
  for (let i = 0; i < x.length; i++) {
    const value = x[i];
    if (value !== value) continue;
    known++;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = CELLS / (high - low);
  const isOne = known <= PART || !(scale > 0 && scale < Infinity);
  const partOf = new Uint16Array(x.length);
  const rows = new Uint32Array(CELLS);
  for (let i = 0; i < x.length; i++) {
    if (x[i] !== x[i]) partOf[i] = NO_PART;
    else rows[(partOf[i] = isOne ? 0 : Math.min(CELLS - 1, Math.floor((x[i] - low) * scale)))]++;
  }
  const partOfCell = new Uint16Array(CELLS);
  const starts = [0];
  let filled = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    if (filled - starts[starts.length - 1] >= PART) starts.push(filled);
    partOfCell[cell] = starts.length - 1;
    filled += rows[cell];
  }
  for (let i = 0; i < x.length; i++) if (partOf[i] !== NO_PART) partOf[i] = partOfCell[partOf[i]];
  return { starts: Uint32Array.from([...starts, filled]), partOf };
}
