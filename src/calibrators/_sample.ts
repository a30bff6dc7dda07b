import { quantileOf } from '../core/math/index.ts';

/** Clips labels to their `tail` and 1 - `tail` type-7 quantiles (0 = off). Returns a copy. */
export function winsorized(label: Float64Array, tail: number): Float64Array {
  if (tail === 0) return label;
  const low = quantileOf(label, tail);
  const high = quantileOf(label, 1 - tail);
  return label.map((y) => Math.min(Math.max(y, low), high));
}

/** Row order by score, ties by row: the fixed order in which sums over tied scores run. */
export function orderOf(score: Float64Array): Int32Array {
  return Int32Array.from(score, (_, i) => i).sort((a, b) => score[a] - score[b] || a - b);
}
