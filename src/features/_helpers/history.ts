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

/** out[t] = x[t - depth]. */
export function lagged({ depth, rows }: History, x: Float64Array, out: Float64Array): void {
  const { length } = x;
  const kept = Math.min(depth, length);
  for (let i = 0; i < kept; i++) out[i] = rows[i];
  for (let i = depth; i < length; i++) out[i] = x[i - depth];
  if (length >= depth) rows.set(x.subarray(length - depth));
  else {
    rows.copyWithin(0, length);
    rows.set(x, depth - length);
  }
}
