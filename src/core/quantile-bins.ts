import { quantile7 } from './math/index.ts';

/**
 * Bins 1 … n between quantiles. `edges` ascend strictly; a value lies in the first bin whose upper edge is not below it
 * (right-closed), beyond the last edge in the last one. Where tied values make edges meet, the bins between are one: it
 * keeps the number nearest to the middle of the scale, so that it counts as extreme only where all of it is.
 */
export interface QuantileBins {
  readonly edges: Float64Array;
  /** Number of each bin, one more than edges. */
  readonly numbers: Int32Array;
}

/** Bins between the type-7 quantiles 1/n … (n-1)/n of ascending values without NaN. */
export function quantileBins(sorted: Float64Array, n: number): QuantileBins {
  const edges: number[] = [];
  const numbers: number[] = [];
  let first = 1;
  for (let k = 1; k < n && sorted.length > 0; k++) {
    const edge = quantile7(sorted, k / n);
    if (k + 1 < n && quantile7(sorted, (k + 1) / n) <= edge) continue;
    edges.push(edge);
    numbers.push(numberOf(first, k, n));
    first = k + 1;
  }
  return { edges: Float64Array.from(edges), numbers: Int32Array.from([...numbers, numberOf(first, n, n)]) };
}

/** The one of `first` … `last` nearest to the middle of 1 … n. */
function numberOf(first: number, last: number, n: number): number {
  return Math.min(Math.max(Math.floor((n + 1) / 2), first), last);
}

/** Number of the bin that holds a value; NaN for NaN. */
export function binNumber({ edges, numbers }: QuantileBins, value: number): number {
  if (value !== value) return NaN;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle] < value) low = middle + 1;
    else high = middle;
  }
  return numbers[low];
}
