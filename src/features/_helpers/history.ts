/** The last `depth` rows of a column, before the chunk. Rows before the start are NaN. */
export interface History {
  readonly depth: number;
  readonly rows: Float64Array;
}

export function history(depth: number): History {
  return { depth, rows: new Float64Array(depth).fill(NaN) };
}

/** The rows kept followed by the chunk, so that row i of the chunk stands at i + depth; then keeps the newest. */
export function joined({ depth, rows }: History, x: Float64Array): Float64Array {
  const all = new Float64Array(depth + x.length);
  all.set(rows);
  all.set(x, depth);
  rows.set(all.subarray(x.length));
  return all;
}

/** out[t] = (x[t] / x[t - depth] - 1) factor; NaN where the base is 0. `out` is not `x`. */
export function growth(past: History, x: Float64Array, out: Float64Array, factor: number): void {
  const { depth, rows } = past;
  const kept = Math.min(depth, x.length);
  for (let i = 0; i < kept; i++) {
    const ratio = x[i] / rows[i];
    out[i] = (ratio - 1) * factor + (ratio - ratio); // the last term is 0, or NaN after a division by 0
  }
  for (let i = depth; i < x.length; i++) {
    const ratio = x[i] / x[i - depth];
    out[i] = (ratio - 1) * factor + (ratio - ratio);
  }
  keep(past, x);
}

/** Takes the chunk's newest rows. */
function keep({ depth, rows }: History, x: Float64Array): void {
  if (x.length < depth) rows.copyWithin(0, x.length);
  rows.set(x.subarray(Math.max(0, x.length - depth)), Math.max(0, depth - x.length));
}

/** out[t] = x[t - depth]. */
export function lagged(past: History, x: Float64Array, out: Float64Array): void {
  const { depth, rows } = past;
  const { length } = x;
  const kept = Math.min(depth, length);
  for (let i = 0; i < kept; i++) out[i] = rows[i];
  for (let i = depth; i < length; i++) out[i] = x[i - depth];
  keep(past, x);
}
