import { binNumbers, quantileBinsOf } from './quantile-bins.ts';

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
    else {
      const own = values.subarray(from, to);
      binNumbers(quantileBinsOf(own, bins), own, bin.subarray(from, to));
    }
  }
  return { bin, largest, small };
}

const DAY_MS = 86_400_000;

/** Group ids of rows by what a scope puts together: UTC days, or everything. */
export function groupsOf(time: Float64Array, scope: 'date' | 'global'): Float64Array {
  return scope === 'global' ? new Float64Array(time.length) : time.map((t) => Math.floor(t / DAY_MS));
}
