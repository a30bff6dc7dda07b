const SWEEPS = 10_000;
/** A sweep that moves no coefficient by more than this share of the largest one is the last. */
const STILL = 1e-12;

/**
 * The b >= 0 that minimises b'Gb / 2 - r'b, one coefficient at a time in order, each at its optimum or 0. G: k x k, row by
 * row, positive definite; coefficients whose diagonal is 0 stay 0. Any G of that kind converges; 10,000 sweeps at most.
 * Source: Franc, Hlavac and Navara (2005), Sequential coordinate-wise algorithm for non-negative least squares.
 */
export function nonNegativeSolution(gram: Float64Array, right: Float64Array): Float64Array {
  const k = right.length;
  const b = new Float64Array(k);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let [moved, largest] = [0, 0];
    for (let j = 0; j < k; j++) {
      const own = gram[j * k + j];
      if (!(own > 0)) continue;
      let rest = right[j];
      for (let i = 0; i < k; i++) if (i !== j) rest -= gram[j * k + i] * b[i];
      const next = Math.max(0, rest / own);
      moved = Math.max(moved, Math.abs(next - b[j]));
      largest = Math.max(largest, next);
      b[j] = next;
    }
    if (moved <= STILL * largest) break;
  }
  return b;
}
