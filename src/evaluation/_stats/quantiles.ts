import { spearman } from '../../core/math/index.ts';
import { binOf, equalCountEdges, tabulate } from './bins.ts';
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
 * type 7 quantiles, right-closed, over all rows or within each group (cross-section per timestamp) when `groups` is
 * given, where edges of the bins are then NaN. Evaluation only: the edges look at scores made later.
 */
export function quantileProfile(
  scores: Float64Array,
  forward: Float64Array,
  { bins = 5, groups }: { bins?: number; groups?: ArrayLike<number> } = {},
): QuantileProfile {
  const { a, b, rows } = pairs(scores, forward);
  const edges = groups === undefined ? equalCountEdges(a, bins) : undefined;
  const bin = edges ? Array.from(a, (v) => binOf(v, edges)) : groupBins(a, bins, (i) => groups?.[rows[i]] ?? 0);
  const table = tabulate(a, b, { bin, bins, ...(edges && { edges }) });
  const filled = table.filter((row) => row.count > 0);
  const trend = [Float64Array.from(filled, (row) => row.bin), Float64Array.from(filled, (row) => row.realised)];
  return {
    bins: table,
    spread: table[bins - 1].realised - table[0].realised,
    monotonicity: filled.length < 2 ? NaN : spearman(trend[0], trend[1]),
    samples: a.length,
  };
}

function groupBins(scores: Float64Array, bins: number, groupOf: (row: number) => number): Float64Array {
  const members = new Map<number, number[]>();
  for (let i = 0; i < scores.length; i++) {
    const list = members.get(groupOf(i));
    if (list) list.push(i);
    else members.set(groupOf(i), [i]);
  }
  const out = new Float64Array(scores.length);
  for (const list of members.values()) {
    const edges = equalCountEdges(
      Float64Array.from(list, (i) => scores[i]),
      bins,
    );
    for (const i of list) out[i] = binOf(scores[i], edges);
  }
  return out;
}
