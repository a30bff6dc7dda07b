import { spearman } from '../../core/math/index.ts';
import { binsOf, equalCountEdges, equalCountEdgesOfFew, tabulate } from './bins.ts';
import type { Bin } from './bins.ts';
import { pairs } from './sample.ts';

export interface QuantileProfile {
  /** By score: `predicted` = mean score, `realised` = mean forward return, `hit_rate` = share of returns above 0. */
  readonly bins: Bin[];
  /** Mean return of the top bin - mean return of the bottom bin. */
  readonly spread: number;
  /** Spearman of bin number and mean return over bins with rows: 1 = rises from bin to bin. */
  readonly monotonicity: number;
  readonly samples: number;
}

/**
 * Forward returns by quantile of the score.
 *
 * In: scores (any unit), forward returns (fraction or bps; the means keep the unit), rows with a NaN skipped. Edges are
 * type 7 quantiles, right-closed, over all rows. With `groups` (cross-section per timestamp) they are cut within each
 * group, whose rows stand together, and stated as NaN, means and errors are over the groups' means, so that each group weighs the same; counts and
 * hit rates stay those of rows. Evaluation only: the edges look at scores made later.
 * Source: the grouped form is that of alphalens (mean_return_by_quantile).
 */
export function quantileProfile(
  scores: Float64Array,
  forward: Float64Array,
  { bins = 5, groups }: { bins?: number; groups?: ArrayLike<number> } = {},
): QuantileProfile {
  const { a, b, rows } = pairs(scores, forward);
  const table =
    groups === undefined ? profileOf(a, b, bins) : groupedProfile(a, b, { bins, groupOf: (i) => groups[rows[i]] });
  return profileFrom(table, a.length);
}

/** The profile that a table of quantiles of so many rows gives. */
export function profileFrom(bins: Bin[], samples: number): QuantileProfile {
  const filled = bins.filter((row) => row.count > 0);
  const number = Float64Array.from(filled, (row) => row.bin);
  const level = Float64Array.from(filled, (row) => row.realised);
  return {
    bins,
    spread: bins[bins.length - 1].realised - bins[0].realised,
    monotonicity: filled.length < 2 ? NaN : spearman(number, level),
    samples,
  };
}

function profileOf(scores: Float64Array, forward: Float64Array, bins: number): Bin[] {
  const edges = equalCountEdges(scores, bins);
  return tabulate(scores, forward, { bin: binsOf(scores, edges), bins, edges });
}

interface Grouped {
  readonly bins: number;
  /** Group of a row; rows of one group stand together. */
  readonly groupOf: (row: number) => number;
}

function groupedProfile(scores: Float64Array, forward: Float64Array, { bins, groupOf }: Grouped): Bin[] {
  const ordered = new Float64Array(scores.length);
  const filled: Bin[] = [];
  for (let from = 0, to = 0; from < scores.length; from = to) {
    const group = groupOf(from);
    while (to < scores.length && groupOf(to) === group) to++;
    const own = ordered.subarray(from, to);
    own.set(scores.subarray(from, to));
    const edges = equalCountEdgesOfFew(own, bins);
    const known = scores.subarray(from, to);
    const table = tabulate(known, forward.subarray(from, to), { bin: binsOf(known, edges), bins });
    for (const row of table) if (row.count > 0) filled.push(row);
  }
  const means = tabulate(
    Float64Array.from(filled, (row) => row.predicted),
    Float64Array.from(filled, (row) => row.realised),
    { bin: filled.map((row) => row.bin), bins },
  );
  const [count, hits] = [new Float64Array(bins), new Float64Array(bins)];
  for (const part of filled) {
    count[part.bin - 1] += part.count;
    hits[part.bin - 1] += part.count * part.hit_rate;
  }
  return means.map((row, b) => ({ ...row, count: count[b], hit_rate: hits[b] / count[b] }));
}
