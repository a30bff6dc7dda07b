import { pearson, spearman, studentTTwoSided } from '../../core/math/index.ts';
import { neweyWest } from './newey-west.ts';
import { finite, pairs, ratio, sd } from './sample.ts';

/**
 * Information coefficients: correlation of scores with the labels they predict. Rows where either is NaN are skipped.
 * Scores and labels may have any unit; a coefficient lies in -1..1 and is NaN under two rows or for a constant column.
 */
export type IcMethod = 'spearman' | 'pearson';

export interface OverallIc {
  readonly ic: number;
  readonly ic_pearson: number;
  readonly samples: number;
}

/** Coefficients of all rows taken together. */
export function overallIc(scores: Float64Array, labels: Float64Array): OverallIc {
  const { a, b } = pairs(scores, labels);
  return { ic: correlation(a, b, 'spearman'), ic_pearson: correlation(a, b, 'pearson'), samples: a.length };
}

/** Share of rows whose score and label have the same sign, among rows where neither is 0. */
export function signHitRate(scores: Float64Array, labels: Float64Array): number {
  const { a, b } = pairs(scores, labels);
  let hits = 0;
  let rows = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0 || b[i] === 0) continue;
    rows++;
    if (a[i] > 0 === b[i] > 0) hits++;
  }
  return ratio(hits, rows);
}

export interface IcByGroup {
  /** Group ids, increasing. */
  readonly group: Float64Array;
  /** One coefficient per group; NaN where it is not defined or the group is too small. */
  readonly ic: Float64Array;
  /** Rows of each group that have both a score and a label. */
  readonly rows: Float64Array;
}

/**
 * One coefficient per group: per day when `groups` holds day numbers, cross-sectional when it holds timestamps.
 * Rows may come in any order. A group with under `min_rows` rows gets NaN.
 */
export function icByGroup(
  scores: Float64Array,
  labels: Float64Array,
  groups: ArrayLike<number>,
  { method = 'spearman', min_rows = 3 }: { method?: IcMethod; min_rows?: number } = {},
): IcByGroup {
  const { a, b, rows } = pairs(scores, labels);
  const order = new Uint32Array(rows.length).map((_, i) => i);
  if (!rows.every((row, i) => i === 0 || groups[rows[i - 1]] <= groups[row])) {
    order.sort((i, j) => groups[rows[i]] - groups[rows[j]] || i - j);
  }
  const out: { group: number; ic: number; rows: number }[] = [];
  for (let from = 0, to = 0; from < order.length; from = to) {
    const group = groups[rows[order[from]]];
    while (to < order.length && groups[rows[order[to]]] === group) to++;
    const members = order.subarray(from, to);
    const enough = to - from >= min_rows;
    const [x, y] = [pick(a, members), pick(b, members)];
    out.push({ group, ic: enough ? correlation(x, y, method) : NaN, rows: to - from });
  }
  return {
    group: Float64Array.from(out, (g) => g.group),
    ic: Float64Array.from(out, (g) => g.ic),
    rows: Float64Array.from(out, (g) => g.rows),
  };
}

export interface IcSummary {
  readonly mean: number;
  /** ddof 1. */
  readonly sd: number;
  /** mean / sd, not annualised. */
  readonly icir: number;
  /** Newey-West t of the mean. */
  readonly t: number;
  /** Two-sided, Student with groups - 1 degrees of freedom. */
  readonly p: number;
  /** Share of groups with a coefficient above 0. */
  readonly positive: number;
  readonly groups: number;
}

/**
 * Summary of a series of coefficients in time order; NaN groups are skipped. `lag` counts groups: horizon - 1 for one
 * group per bar, the horizon in whole days for one group per day.
 */
export function summariseIc(series: Float64Array, lag: number): IcSummary {
  const ic = finite(series);
  const n = ic.length;
  const test = neweyWest(ic, lag);
  const spread = sd(ic);
  return {
    mean: test.mean,
    sd: spread,
    icir: ratio(test.mean, spread),
    t: test.t,
    p: Number.isNaN(test.t) ? NaN : studentTTwoSided(test.t, n - 1),
    positive: ratio(ic.filter((v) => v > 0).length, n),
    groups: n,
  };
}

function pick(x: Float64Array, rows: Uint32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = x[rows[i]];
  return out;
}

function correlation(a: Float64Array, b: Float64Array, method: IcMethod): number {
  if (a.length < 2) return NaN;
  return method === 'spearman' ? spearman(a, b) : pearson(a, b);
}
