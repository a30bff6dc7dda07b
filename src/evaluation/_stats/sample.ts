import { mean, meanAndDeviation } from '../../core/math/index.ts';

/**
 * What the families share on one sample. Inputs hold no NaN unless said: call `finite` first.
 * An empty sample, or one too short for the ddof, gives NaN.
 */

/** The values that are finite, in order; the same array where all are. */
export function finite(x: Float64Array): Float64Array {
  return x.every(Number.isFinite) ? x : x.filter(Number.isFinite);
}

/** Mean of (x - center)^power. */
export function centralMoment(x: Float64Array, center: number, power: 2 | 3 | 4): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) {
    const d = x[i] - center;
    total += power === 2 ? d * d : power === 3 ? d * d * d : d * d * (d * d);
  }
  return total / x.length;
}

/** Standard deviation; a sample whose spread is rounding noise around its level is flat and gives 0. */
export function sd(x: Float64Array, ddof: 0 | 1 = 1): number {
  return meanAndSd(x, ddof)[1];
}

/** The mean, and `sd`. */
export function meanAndSd(x: Float64Array, ddof: 0 | 1 = 1): readonly [mean: number, sd: number] {
  const [centre, s] = meanAndDeviation(x, ddof);
  return [centre, s <= 4 * Number.EPSILON * Math.abs(centre) ? 0 : s];
}

/** a / b, NaN where b is 0: a ratio without a denominator is not defined, it is not infinite. */
export function ratio(a: number, b: number): number {
  return b === 0 ? NaN : a / b;
}

/** Mean and sd (ddof 0) removed in a new array; NaN everywhere where the sample is flat. */
export function standardise(x: Float64Array): Float64Array {
  const center = mean(x);
  const scale = sd(x, 0);
  return x.map((v) => (scale > 0 ? (v - center) / scale : NaN));
}

/** Rows at which both columns are finite. */
export function pairs(a: Float64Array, b: Float64Array): { a: Float64Array; b: Float64Array; rows: Uint32Array } {
  if (a.length !== b.length) throw new RangeError(`columns of ${a.length} and ${b.length} rows do not pair`);
  const rows = new Uint32Array(a.length);
  const kept = { a: new Float64Array(a.length), b: new Float64Array(a.length) };
  let n = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] - a[i] !== 0 || b[i] - b[i] !== 0) continue;
    kept.a[n] = a[i];
    kept.b[n] = b[i];
    rows[n++] = i;
  }
  return { a: kept.a.subarray(0, n), b: kept.b.subarray(0, n), rows: rows.subarray(0, n) };
}
