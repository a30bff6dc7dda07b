import type { Predictor, Sample } from '../../core/contracts/model.ts';
import { log, ranksAverage } from '../../core/math/index.ts';
import type { Rng } from '../../core/rng.ts';

export const RANKINGS = ['gain', 'permutation', 'mutual_information', 'shap'] as const;
export type Ranking = (typeof RANKINGS)[number];

/** Places of the `keep` columns of the highest worth, in column order; of equals the first. */
export function strongest(worth: readonly number[], keep: number): readonly number[] {
  const order = worth.map((_, i) => i).sort((a, b) => worth[b] - worth[a] || a - b);
  return order.slice(0, keep).sort((a, b) => a - b);
}

/** How many columns `keep` means: a count, or a share of them (at least one). */
export function countKept(
  keep: { readonly keep?: number | undefined; readonly share?: number | undefined },
  columns: number,
): number {
  const wanted = keep.keep ?? Math.round((keep.share ?? 1) * columns);
  return Math.max(1, Math.min(columns, wanted));
}

/**
 * Rise of the mean squared error when one column is put into random order, per column. The rows are those that the
 * caller gives: held-out rows of the train window.
 */
export function permutationWorth(predictor: Predictor, sample: Sample, rng: Rng): readonly number[] {
  const error = (columns: readonly Float64Array[]): number => {
    const out = new Float64Array(sample.rows);
    predictor.predict(columns, 0, sample.rows, out, 0);
    let [sum, known] = [0, 0];
    for (let t = 0; t < out.length; t++) {
      if (out[t] !== out[t]) continue;
      sum += (out[t] - sample.target[t]) * (out[t] - sample.target[t]);
      known += 1;
    }
    return known === 0 ? 0 : sum / known;
  };
  const base = error(sample.columns);
  return sample.columns.map((column, i) => {
    const order = rng.permutation(sample.rows);
    const mixed = Float64Array.from(order, (t) => column[t]);
    return error(sample.columns.map((x, j) => (j === i ? mixed : x))) - base;
  });
}

const BINS = 16;

/**
 * Mutual information of each column and the label in nats, both cut into 16 bins of equal counts by rank; rows where the
 * column is NaN make a bin of their own.
 * Source: Cover and Thomas (2006), Elements of information theory, 2.3.
 */
export function mutualInformation({ columns, target }: Sample): readonly number[] {
  const label = bins(target);
  return columns.map((x) => informationOf(bins(x), label));
}

function bins(x: Float64Array): Uint8Array {
  const known = Int32Array.from(x.keys()).filter((t) => x[t] === x[t]);
  const ranks = ranksAverage(Float64Array.from(known, (t) => x[t]));
  const out = new Uint8Array(x.length).fill(BINS);
  known.forEach((t, i) => (out[t] = Math.min(BINS - 1, Math.floor(((ranks[i] - 0.5) * BINS) / known.length))));
  return out;
}

function informationOf(a: Uint8Array, b: Uint8Array): number {
  const width = BINS + 1;
  const joint = new Float64Array(width * width);
  const [as, bs] = [new Float64Array(width), new Float64Array(width)];
  for (let t = 0; t < a.length; t++) {
    joint[a[t] * width + b[t]] += 1;
    as[a[t]] += 1;
    bs[b[t]] += 1;
  }
  let sum = 0;
  joint.forEach((n, i) => {
    if (n > 0) sum += (n / a.length) * log((n * a.length) / (as[Math.floor(i / width)] * bs[i % width]));
  });
  return sum;
}
