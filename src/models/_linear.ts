import { mean, standardDeviation } from '../core/math/index.ts';
import type { Sample } from '../core/contracts/model.ts';

/** Throws where a label or a feature is not a finite number; `names` are those of the columns. */
export function checkFinite({ columns, target }: Sample, names: readonly string[]): void {
  const at = (x: Float64Array): number => x.findIndex((v) => v - v !== 0);
  const label = at(target);
  if (label >= 0) throw new Error(`label of row ${label} is ${target[label]}`);
  for (const [i, column] of columns.entries()) {
    const row = at(column);
    if (row >= 0) throw new Error(`column "${names[i] ?? i}" is ${column[row]} in row ${row}`);
  }
}

/** Mean and population sd of a finite column; an sd that is only rounding counts as 0. */
export function momentsOf(x: Float64Array): { readonly mean: number; readonly sd: number } {
  const centre = mean(x);
  const sd = standardDeviation(x, 0);
  return { mean: centre, sd: sd <= 1e-13 * Math.abs(centre) ? 0 : sd };
}

/** Sum over rows of (a - meanA)(b - meanB), in row order, four partial sums. */
export function dotInOrder(a: Float64Array, meanA: number, b: Float64Array, meanB: number): number {
  const rows = a.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let t = 0;
  for (; t + 3 < rows; t += 4) {
    s0 += (a[t] - meanA) * (b[t] - meanB);
    s1 += (a[t + 1] - meanA) * (b[t + 1] - meanB);
    s2 += (a[t + 2] - meanA) * (b[t + 2] - meanB);
    s3 += (a[t + 3] - meanA) * (b[t + 3] - meanB);
  }
  for (; t < rows; t++) s0 += (a[t] - meanA) * (b[t] - meanB);
  return s0 + s1 + (s2 + s3);
}
