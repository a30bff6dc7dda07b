import { sortNumbers } from '../../core/math/index.ts';

/** Columns longer than this give their edges from evenly spaced rows. */
const SAMPLE_ROWS = 65_536;

/** Infinite values stand for the largest finite ones, so that every threshold is finite and survives JSON. */
function finiteSorted(column: Float64Array): Float64Array {
  const rows = column.length;
  const taken = Math.min(rows, SAMPLE_ROWS);
  const sorted = new Float64Array(taken);
  let count = 0;
  for (let k = 0; k < taken; k++) {
    const value = column[taken === rows ? k : Math.floor((k * rows) / taken)];
    if (value === value) sorted[count++] = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  }
  return sortNumbers(sorted.subarray(0, count));
}

/** A double t with below < t <= above: the midpoint where it is one. Never -0, which JSON would lose. */
export function edgeBetween(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return (middle > below && middle <= above ? middle : above) + 0;
}

function distinctRuns(sorted: Float64Array): { values: Float64Array; counts: Uint32Array; length: number } {
  const values = new Float64Array(sorted.length);
  const counts = new Uint32Array(sorted.length);
  let length = 0;
  for (const value of sorted) {
    if (length === 0 || values[length - 1] !== value) values[length++] = value;
    counts[length - 1]++;
  }
  return { values, counts, length };
}

/**
 * Edges of at most `maxBins` bins of about equal row counts: bin b holds edge[b-1] <= x < edge[b].
 * Edges lie midway between neighbouring values; few distinct values get a bin each, frequent ones a bin of their own.
 *
 * In: one column of the train rows, any unit; NaN is left out. Out: ascending finite edges, none where the column is
 * constant or all NaN.
 */
export function binEdges(column: Float64Array, maxBins: number): Float64Array {
  const sorted = finiteSorted(column);
  const { values, counts, length } = distinctRuns(sorted);
  const edges: number[] = [];
  let rowsLeft = sorted.length;
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
