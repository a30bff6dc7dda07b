/** Mean and population sd of a column without NaN; an sd that is only rounding counts as 0. Two passes, row order. */
export function momentsOf(x: Float64Array): { readonly mean: number; readonly sd: number } {
  let sum = 0;
  for (let t = 0; t < x.length; t++) sum += x[t];
  const mean = sum / x.length;
  let squares = 0;
  for (let t = 0; t < x.length; t++) squares += (x[t] - mean) * (x[t] - mean);
  const sd = Math.sqrt(squares / x.length);
  return { mean, sd: sd <= 1e-13 * Math.abs(mean) ? 0 : sd };
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
