import { placeFinder, quantile7, sortedFinite } from './math/index.ts';

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
  return binsBetween(
    sorted.length === 0 ? [] : Array.from({ length: n - 1 }, (_, k) => quantile7(sorted, (k + 1) / n)),
    n,
  );
}

/** The same of values in any order, NaN left out. Sorts only what lies near the quantiles. */
export function quantileBinsOf(values: Float64Array, n: number): QuantileBins {
  const near = values.length < FEW ? undefined : nearQuantiles(values, n);
  return near === undefined ? quantileBins(sortedFinite(values), n) : binsBetween(near, n);
}

/** Bins between n - 1 quantiles, none of which is below the one before. */
function binsBetween(quantiles: readonly number[], n: number): QuantileBins {
  const edges: number[] = [];
  const numbers: number[] = [];
  let first = 1;
  quantiles.forEach((edge, i) => {
    if (quantiles[i + 1] <= edge) return;
    edges.push(edge);
    numbers.push(mergedNumber(first, i + 1, n));
    first = i + 2;
  });
  return { edges: Float64Array.from(edges), numbers: Int32Array.from([...numbers, mergedNumber(first, n, n)]) };
}

/** Below this a whole sort is as fast. */
const FEW = 20_000;
const SLOTS = 65_536;

/** The type-7 quantiles by order statistics: values fall into slots of equal width, and only the slots asked for are sorted. */
function nearQuantiles(values: Float64Array, n: number): readonly number[] | undefined {
  let [low, high, known] = [Infinity, -Infinity, 0];
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (x !== x) continue;
    known++;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  const scale = SLOTS / (high - low);
  if (!(scale > 0 && scale < Infinity)) return undefined;
  const slotOf = (x: number): number => Math.min(SLOTS - 1, Math.floor((x - low) * scale));
  const starts = new Uint32Array(SLOTS + 1);
  const slots = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== values[i]) continue;
    slots[i] = slotOf(values[i]);
    starts[slots[i] + 1]++;
  }
  for (let slot = 0; slot < SLOTS; slot++) starts[slot + 1] += starts[slot];
  const places = Array.from({ length: n - 1 }, (_, k) => (known - 1) * ((k + 1) / n));
  const slotOfRank = (rank: number): number => {
    let [from, to] = [0, SLOTS];
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if (starts[middle] <= rank) from = middle;
      else to = middle;
    }
    return from;
  };
  const asked = new Int32Array(SLOTS).fill(-1);
  const sorted: Float64Array[] = [];
  for (const place of places) {
    for (const rank of [Math.floor(place), Math.min(known - 1, Math.floor(place) + 1)]) {
      const slot = slotOfRank(rank);
      if (asked[slot] >= 0) continue;
      asked[slot] = sorted.length;
      sorted.push(new Float64Array(starts[slot + 1] - starts[slot]));
    }
  }
  const filled = new Int32Array(sorted.length);
  for (let i = 0; i < values.length; i++) {
    const at = asked[slots[i]];
    if (at >= 0 && values[i] === values[i]) sorted[at][filled[at]++] = values[i];
  }
  for (const list of sorted) if (list.some((x) => x !== list[0])) list.sort();
  const statistic = (rank: number): number => {
    const slot = slotOfRank(rank);
    return sorted[asked[slot]][rank - starts[slot]];
  };
  return places.map((place) => {
    const index = Math.floor(place);
    const lower = statistic(index);
    const weight = place - index;
    return weight === 0 ? lower : lower + weight * (statistic(index + 1) - lower);
  });
}

/** Number of a bin that is the bins `first` … `last` in one: that nearest to the middle of 1 … n. */
export function mergedNumber(first: number, last: number, n: number): number {
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

/** The bins of whole columns; `out` may be `values`. */
export function binNumbers({ edges, numbers }: QuantileBins, values: Float64Array, out: Float64Array): void {
  const below = placeFinder(edges, false);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    out[i] = value === value ? numbers[below(value)] : NaN;
  }
}
