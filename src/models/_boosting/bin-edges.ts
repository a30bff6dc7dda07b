import { sortNumbers } from '../../core/math/index.ts';
import type { SortRoom } from '../../core/math/index.ts';

/** Columns longer than this give their edges from evenly spaced rows. */
const SAMPLE_ROWS = 65_536;

/** Memory for the edges of one column after another. */
export interface EdgeRoom {
  readonly taken: Float64Array;
  readonly sort: SortRoom;
  readonly counts: Uint32Array;
}

/** Bytes of an `EdgeRoom` for a column. */
export const edgeRoomBytes = (rows: number): number => 28 * Math.min(rows, SAMPLE_ROWS);

/** Room for columns of so many rows, in a buffer at a multiple of 8 bytes. */
export function edgeRoom(rows: number, buffer: ArrayBufferLike, at: number): EdgeRoom {
  const most = Math.min(rows, SAMPLE_ROWS);
  const words = (k: number): Uint32Array => new Uint32Array(buffer, at + 16 * most + 4 * k * most, most);
  const [taken, values] = [new Float64Array(buffer, at, most), new Float64Array(buffer, at + 8 * most, most)];
  return { taken, sort: { values, keys: [words(0), words(1)] }, counts: words(2) };
}

/** Infinite values stand for the largest finite ones, so that every threshold is finite and survives JSON. */
function finiteSorted(column: Float64Array, room: EdgeRoom): Float64Array {
  const rows = column.length;
  const taken = Math.min(rows, SAMPLE_ROWS);
  const sorted = room.taken;
  let count = 0;
  for (let k = 0; k < taken; k++) {
    const value = column[taken === rows ? k : Math.floor((k * rows) / taken)];
    if (value === value) sorted[count++] = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  }
  return sortNumbers(sorted.subarray(0, count), room.sort);
}

/** A double t with below < t <= above: the midpoint where it is one. Never -0, which JSON would lose. */
export function edgeBetween(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return (middle > below && middle <= above ? middle : above) + 0;
}

/** The distinct values, which take the place of the sorted ones, and how often each is there. */
function distinctRuns(values: Float64Array, counts: Uint32Array): number {
  let length = 0;
  for (const value of values) {
    if (length === 0 || values[length - 1] !== value) {
      counts[length] = 0;
      values[length++] = value;
    }
    counts[length - 1]++;
  }
  return length;
}

/**
 * Edges of at most `maxBins` bins of about equal row counts: bin b holds edge[b-1] <= x < edge[b].
 * Edges lie midway between neighbouring values; few distinct values get a bin each, frequent ones a bin of their own.
 *
 * In: one column of the train rows, any unit; NaN is left out. Out: ascending finite edges, none where the column is
 * constant or all NaN.
 */
export function binEdges(column: Float64Array, maxBins: number, room: EdgeRoom): Float64Array {
  const values = finiteSorted(column, room);
  const { counts } = room;
  const length = distinctRuns(values, counts);
  const edges: number[] = [];
  let rowsLeft = values.length;
  let held = 0;
  for (let k = 1; k < length && edges.length + 1 < maxBins; k++) {
    held += counts[k - 1];
    const share = rowsLeft / (maxBins - edges.length);
    // the edge comes before the value that would overshoot the share by more than stopping here falls short of it
    if (length > maxBins && held + counts[k] - share <= share - held) continue;
    edges.push(edgeBetween(values[k - 1], values[k]));
    rowsLeft -= held;
    held = 0;
  }
  return Float64Array.from(edges);
}
