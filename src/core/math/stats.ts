import { ranksAverage } from './ranks.ts';
import { sortNumbers } from './sort-numbers.ts';

export { ranksAverage };

/*
 * Small shared statistics. In: Float64Array of any length, never changed. Unless said otherwise a NaN in gives a NaN out,
 * and so does too short an input. Sums run in one fixed order: blocks of 128, then pairwise.
 */

const BLOCK = 128;

function sumRange(values: Float64Array, from: number, to: number): number {
  if (to - from <= 2 * BLOCK) return sumOfTwo(values, from, to);
  const middle = middleOf(from, to);
  return sumRange(values, from, middle) + sumRange(values, middle, to);
}

/** Whole blocks on the left. */
const middleOf = (from: number, to: number): number => from + BLOCK * Math.ceil((to - from) / (2 * BLOCK));

/** A block and what follows it, side by side, so that no addition waits for the one before it. */
function sumOfTwo(values: Float64Array, from: number, to: number): number {
  const middle = Math.min(to, from + BLOCK);
  const both = to - middle;
  let left = 0;
  let right = 0;
  for (let i = 0; i < both; i++) {
    left += values[from + i];
    right += values[middle + i];
  }
  for (let i = from + both; i < middle; i++) left += values[i];
  return to > middle ? left + right : left;
}

/** Pairwise sum; the error grows with log n. Out: 0 for an empty input. */
export function sum(values: Float64Array): number {
  return sumRange(values, 0, values.length);
}

function squaresRange(values: Float64Array, centre: number, from: number, to: number): number {
  if (to - from <= 2 * BLOCK) return squaresOfTwo(values, centre, from, to);
  const middle = middleOf(from, to);
  return squaresRange(values, centre, from, middle) + squaresRange(values, centre, middle, to);
}

/** As sumOfTwo. */
function squaresOfTwo(values: Float64Array, centre: number, from: number, to: number): number {
  const middle = Math.min(to, from + BLOCK);
  const both = to - middle;
  let left = 0;
  let right = 0;
  for (let i = 0; i < both; i++) {
    const a = values[from + i] - centre;
    const b = values[middle + i] - centre;
    left += a * a;
    right += b * b;
  }
  for (let i = from + both; i < middle; i++) {
    const d = values[i] - centre;
    left += d * d;
  }
  return to > middle ? left + right : left;
}

function productsRange(
  x: Float64Array,
  y: Float64Array,
  centres: readonly [number, number],
  from: number,
  to: number,
): number {
  if (to - from <= BLOCK) {
    let products = 0;
    for (let i = from; i < to; i++) products += (x[i] - centres[0]) * (y[i] - centres[1]);
    return products;
  }
  const middle = middleOf(from, to);
  return productsRange(x, y, centres, from, middle) + productsRange(x, y, centres, middle, to);
}

/** Arithmetic mean. NaN for an empty input. */
export function mean(values: Float64Array): number {
  return sum(values) / values.length;
}

/** Sum of squared deviations from the mean over n - ddof, in two passes. NaN where n <= ddof. */
export function variance(values: Float64Array, ddof = 1): number {
  const n = values.length;
  return n > ddof ? squaresRange(values, mean(values), 0, n) / (n - ddof) : NaN;
}

/** Mean and standard deviation with the mean summed once; the same bits as each alone. */
export function meanAndDeviation(values: Float64Array, ddof = 1): readonly [mean: number, deviation: number] {
  const n = values.length;
  const centre = mean(values);
  return [centre, n > ddof ? Math.sqrt(squaresRange(values, centre, 0, n) / (n - ddof)) : NaN];
}

/** Square root of `variance`. */
export function standardDeviation(values: Float64Array, ddof = 1): number {
  return Math.sqrt(variance(values, ddof));
}

/**
 * Type 7 quantile of ascending values: linear between the order statistics around (n - 1) q.
 * In: sorted without NaN, q in 0 .. 1. NaN for an empty input and for q outside.
 * Source: Hyndman and Fan (1996), definition 7; the default of R and NumPy.
 */
export function quantile7(sorted: Float64Array, q: number): number {
  if (!(q >= 0 && q <= 1) || sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * q;
  const index = Math.floor(place);
  const lower = sorted[index];
  const weight = place - index;
  return weight === 0 ? lower : lower + weight * (sorted[index + 1] - lower);
}

/** The values in ascending order without NaN, as a copy. */
export function sortedFinite(values: Float64Array): Float64Array {
  const known = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === values[i]) known[n++] = values[i];
  return sortNumbers(known.subarray(0, n));
}

/** Type 7 quantile of values in any order; NaN are left out. */
export function quantileOf(values: Float64Array, q: number): number {
  return quantile7(sortedFinite(values), q);
}

/** Rows where both are known: the columns themselves where that is all of them. */
function pairsOf(x: Float64Array, y: Float64Array): readonly [Float64Array, Float64Array] {
  const n = Math.min(x.length, y.length);
  let known = 0;
  while (known < n && x[known] === x[known] && y[known] === y[known]) known++;
  if (known === n) return [x.subarray(0, n), y.subarray(0, n)];
  const a = new Float64Array(n);
  const b = new Float64Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (x[i] !== x[i] || y[i] !== y[i]) continue;
    a[count] = x[i];
    b[count++] = y[i];
  }
  return [a.subarray(0, count), b.subarray(0, count)];
}

function correlation(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  if (n < 2) return NaN;
  const centres = [mean(x), mean(y)] as const;
  const xx = squaresRange(x, centres[0], 0, n);
  const yy = squaresRange(y, centres[1], 0, n);
  if (isConstant(x) || isConstant(y)) return NaN;
  const size = Math.sqrt(xx * yy);
  const whole = size > 1e-140 && size < Infinity ? size : Math.sqrt(xx) * Math.sqrt(yy);
  return Math.max(-1, Math.min(1, productsRange(x, y, centres, 0, n) / whole));
}

/** Asked of the values: the rounded mean of a constant column leaves deviations just off 0. */
function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** Pearson correlation over the rows where both are known. Out: [-1, 1]; NaN below 2 rows or where a side is constant. */
export function pearson(x: Float64Array, y: Float64Array): number {
  return correlation(...pairsOf(x, y));
}

/** Spearman correlation: Pearson of the average ranks, over the rows where both are known. NaN as `pearson`. */
export function spearman(x: Float64Array, y: Float64Array): number {
  const [a, b] = pairsOf(x, y);
  return correlation(ranksAverage(a), ranksAverage(b));
}
