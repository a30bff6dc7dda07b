import { quantile7 } from './stats.ts';

function swap(x: Float64Array, i: number, j: number): void {
  const held = x[i];
  x[i] = x[j];
  x[j] = held;
}

/** Puts the median of the first, middle and last of x[from .. to] in the middle, and gives it. */
function pivotOf(x: Float64Array, from: number, to: number): number {
  const middle = (from + to) >> 1;
  if (x[middle] < x[from]) swap(x, middle, from);
  if (x[to] < x[from]) swap(x, to, from);
  if (x[to] < x[middle]) swap(x, to, middle);
  return x[middle];
}

/** Reorders x[from .. to] so that place k holds what it would hold in ascending order, nothing larger before it. */
function settle(x: Float64Array, from: number, to: number, k: number): void {
  while (to - from > 16) {
    const pivot = pivotOf(x, from, to);
    let [i, j] = [from, to];
    while (i <= j) {
      while (x[i] < pivot) i++;
      while (x[j] > pivot) j--;
      if (i <= j) swap(x, i++, j--);
    }
    if (k <= j) to = j;
    else if (k >= i) from = i;
    else return;
  }
  x.subarray(from, to + 1).sort();
}

/**
 * Type 7 quantiles of values in any order, as `quantile7` has them of sorted ones, without sorting: Hoare's selection.
 * In: no NaN, the array is reordered; levels ascending in 0 .. 1. Zeros of both signs count as one. NaN of no values.
 * Source: Hoare (1961), Algorithm 65: Find.
 */
export function quantilesOf(values: Float64Array, levels: readonly number[]): readonly number[] {
  const last = values.length - 1;
  let from = 0;
  return levels.map((level) => {
    const place = last * level;
    const k = Math.floor(place);
    if (last < 0 || !(k >= 0 && k <= last)) return NaN;
    settle(values, from, last, k);
    from = k;
    if (place === k) return values[k];
    let next = Infinity;
    for (let i = k + 1; i <= last; i++) if (values[i] < next) next = values[i];
    return quantile7(Float64Array.of(values[k], next), place - k);
  });
}
