import { meanAndDeviation, quantileOf } from '../core/math/index.ts';

/** Throws where there is no row, or a score or label is not a finite number. */
export function checkSample(score: Float64Array, label: Float64Array): void {
  if (score.length === 0) throw new Error('no rows to fit');
  for (let row = 0; row < score.length; row++) {
    if (score[row] - score[row] === 0 && label[row] - label[row] === 0) continue;
    throw new Error(`row ${row} has score ${score[row]} and label ${label[row]}`);
  }
}

/** Mean and population sd of the scores; an sd that is only rounding counts as 0. */
export function momentsOf(x: Float64Array): { readonly mean: number; readonly sd: number } {
  const [centre, sd] = meanAndDeviation(x, 0);
  return { mean: centre, sd: sd <= 1e-13 * Math.abs(centre) ? 0 : sd };
}

/** Labels clipped to their `tail` and 1 - `tail` type-7 quantiles (0 = as they are). */
export function winsorized(label: Float64Array, tail: number): Float64Array {
  if (tail === 0) return label;
  const low = quantileOf(label, tail);
  const high = quantileOf(label, 1 - tail);
  return label.map((y) => Math.min(Math.max(y, low), high));
}
