/*
 * Dense linear algebra for small symmetric systems: row-major Float64Array of n * n, one fixed order of operations.
 */

/**
 * Lower factor L with A = L L'. In: symmetric A (n x n; only the lower triangle is read). Out: L with zeros above the
 * diagonal, or undefined where A is not positive definite: a pivot that is NaN or not above n eps times its diagonal entry.
 */
export function choleskyFactor(a: Float64Array, n: number): Float64Array | undefined {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a[i * n + j];
      for (let k = 0; k < j; k++) rest -= l[i * n + k] * l[j * n + k];
      if (j < i) l[i * n + j] = rest / l[j * n + j];
      else {
        if (!(rest > n * Number.EPSILON * a[i * n + i]) || rest === Infinity) return undefined;
        l[i * n + i] = Math.sqrt(rest);
      }
    }
  }
  return l;
}

/** x with L L' x = b, by forward and backward substitution. In: L from choleskyFactor, b of length n, unchanged. */
export function solveFactored(l: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    let rest = x[i];
    for (let k = 0; k < i; k++) rest -= l[i * n + k] * x[k];
    x[i] = rest / l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let rest = x[i];
    for (let k = i + 1; k < n; k++) rest -= l[k * n + i] * x[k];
    x[i] = rest / l[i * n + i];
  }
  return x;
}

/** x with A x = b for symmetric positive definite A (row-major), or undefined where A is not. */
export function choleskySolve(a: Float64Array, b: Float64Array): Float64Array | undefined {
  const l = choleskyFactor(a, b.length);
  return l === undefined ? undefined : solveFactored(l, b);
}

/** Rows per block: sums run within a block, then over blocks, whatever the number of columns. */
const BLOCK = 512;

function blockDot(x: Float64Array, y: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let t = from; t < to; t++) sum += x[t] * y[t];
  return sum;
}

/** X'X of columns of equal length. Out: row-major p x p, exactly symmetric; NaN spreads to its row and column. */
export function gramMatrix(columns: readonly Float64Array[]): Float64Array {
  const p = columns.length;
  const rows = p === 0 ? 0 : columns[0].length;
  const gram = new Float64Array(p * p);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j <= i; j++) gram[i * p + j] += blockDot(columns[i], columns[j], from, to);
    }
  }
  for (let i = 0; i < p; i++) for (let j = 0; j < i; j++) gram[j * p + i] = gram[i * p + j];
  return gram;
}

/** X'y in the same blocks as gramMatrix. Out: one number per column. */
export function crossProducts(columns: readonly Float64Array[], y: Float64Array): Float64Array {
  const out = new Float64Array(columns.length);
  for (let from = 0; from < y.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, y.length);
    for (let i = 0; i < columns.length; i++) out[i] += blockDot(columns[i], y, from, to);
  }
  return out;
}
