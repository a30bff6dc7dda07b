/** Rows that go through all columns together, so that they stay in cache. */
export const BLOCK = 1024;

/** eta[t] = atMeans + sum over columns of b z, for the rows of one block; four columns at a time. */
export function blockMargins(
  z: readonly Float64Array[],
  b: Float64Array,
  from: number,
  count: number,
  eta: Float64Array,
): void {
  const k = z.length;
  eta.fill(b[k], 0, count);
  let j = 0;
  for (; j + 3 < k; j += 4) addFour(z, b, j, from, count, eta);
  for (; j < k; j++) {
    const [x, c] = [z[j], b[j]];
    for (let t = 0; t < count; t++) eta[t] += c * x[from + t];
  }
}

function addFour(
  z: readonly Float64Array[],
  b: Float64Array,
  j: number,
  from: number,
  count: number,
  eta: Float64Array,
): void {
  const [x0, x1, x2, x3] = [z[j], z[j + 1], z[j + 2], z[j + 3]];
  const [c0, c1, c2, c3] = [b[j], b[j + 1], b[j + 2], b[j + 3]];
  for (let t = 0, i = from; t < count; t++, i++) eta[t] += c0 * x0[i] + c1 * x1[i] + (c2 * x2[i] + c3 * x3[i]);
}

/** Adds to `gradient` what the rows of one block give: slope x z per column, and the slopes themselves behind them. */
export function blockGradient(
  z: readonly Float64Array[],
  slope: Float64Array,
  from: number,
  count: number,
  gradient: Float64Array,
): void {
  const k = z.length;
  let j = 0;
  for (; j + 3 < k; j += 4) dotFour(z, slope, j, from, count, gradient);
  for (; j < k; j++) {
    const x = z[j];
    let sum = 0;
    for (let t = 0; t < count; t++) sum += slope[t] * x[from + t];
    gradient[j] += sum;
  }
  let sum = 0;
  for (let t = 0; t < count; t++) sum += slope[t];
  gradient[k] += sum;
}

function dotFour(
  z: readonly Float64Array[],
  slope: Float64Array,
  j: number,
  from: number,
  count: number,
  gradient: Float64Array,
): void {
  const [x0, x1, x2, x3] = [z[j], z[j + 1], z[j + 2], z[j + 3]];
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let t = 0, i = from; t < count; t++, i++) {
    const g = slope[t];
    s0 += g * x0[i];
    s1 += g * x1[i];
    s2 += g * x2[i];
    s3 += g * x3[i];
  }
  gradient[j] += s0;
  gradient[j + 1] += s1;
  gradient[j + 2] += s2;
  gradient[j + 3] += s3;
}
