import { ascendingPairs } from './math/index.ts';
import { binNumbers, quantileBinsOf } from './quantile-bins.ts';
import { edgeBetween, edgesBelow, isBetween, leastApart, rankBins } from './rank-bins.ts';
import type { RankBins } from './rank-bins.ts';

export interface GroupBins {
  /** Bin of each value among those of its group, 1 … n; NaN for NaN and in groups with fewer known values than bins. */
  readonly bin: Float64Array;
  /** Known values of the largest group, and of how many groups the values are left without a bin. */
  readonly largest: number;
  readonly small: number;
}

/** Bins between the quantiles of each group of neighbouring rows: the same group id side by side. */
export function groupBins(values: Float64Array, groups: ArrayLike<number>, bins: number): GroupBins {
  const bin = new Float64Array(values.length).fill(NaN);
  let [largest, small] = [0, 0];
  for (let from = 0, to = 0; from < values.length; from = to) {
    let known = 0;
    for (; to < values.length && groups[to] === groups[from]; to++) if (values[to] === values[to]) known++;
    largest = Math.max(largest, known);
    if (known < bins) small += known === 0 ? 0 : 1;
    else binsOfGroup(values.subarray(from, to), known, bins, bin.subarray(from, to));
  }
  return { bin, largest, small };
}

function binsOfGroup(own: Float64Array, known: number, bins: number, out: Float64Array): void {
  if (known < leastApart(bins, 1) || !byRanks(own, known, bins, out)) {
    binNumbers(quantileBinsOf(own, bins), own, out);
  }
}

/** The bins by the ranks of the values in the group; false where ties may make edges meet. */
function byRanks(own: Float64Array, known: number, bins: number, out: Float64Array): boolean {
  const [values, rows] = [new Float64Array(known), new Float64Array(known)];
  for (let i = 0, n = 0; i < own.length; i++) {
    if (own[i] !== own[i]) continue;
    values[n] = own[i];
    rows[n++] = i;
  }
  const { x, y } = ascendingPairs(values, rows);
  const cuts = rankBins(known, bins);
  let ties = 0;
  for (let rank = 0, end = 0, low = NaN; rank < known; rank = end) {
    const value = x[rank];
    while (end < known && x[end] === value) end++;
    ties = Math.max(ties, end - rank);
    const bin = binOf(cuts, rank, low, value);
    for (let i = rank; i < end; i++) out[y[i]] = bin;
    low = value;
  }
  return known >= leastApart(bins, ties);
}

/** The bin of a value of the group, which is the first one not below itself; `low` is the last one below. */
function binOf(cuts: RankBins, rank: number, low: number, value: number): number {
  const below = edgesBelow(cuts, rank);
  const isAbove = isBetween(cuts, below + 1, rank) && edgeBetween(cuts, below + 1, low, value) < value;
  return isAbove ? below + 2 : below + 1;
}

const DAY_MS = 86_400_000;

/** Group ids of rows by what a scope puts together: UTC days, or everything. */
export function groupsOf(time: Float64Array, scope: 'date' | 'global'): Float64Array {
  return scope === 'global' ? new Float64Array(time.length) : time.map((t) => Math.floor(t / DAY_MS));
}
