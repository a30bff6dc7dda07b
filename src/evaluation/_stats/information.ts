import { groupRanker, pearson, rankColumn, ranksAverage, studentTTwoSided } from '../../core/math/index.ts';
import type { ColumnRanks } from '../../core/math/index.ts';
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

/** Rows with both a score and a label, and their ranks: what coefficients of all groupings share. */
export interface RankedPairs {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Row of each pair. */
  readonly rows: Uint32Array;
  readonly ranks: readonly [ColumnRanks, ColumnRanks];
}

export function rankedPairs(scores: Float64Array, labels: Float64Array): RankedPairs {
  const { a, b, rows } = pairs(scores, labels);
  return { a, b, rows, ranks: [rankColumn(a), rankColumn(b)] };
}

/** Coefficients of all rows taken together. */
export function overallIc(scores: Float64Array, labels: Float64Array): OverallIc {
  return overallOf(rankedPairs(scores, labels));
}

/** The same of rows that are ranked already. */
export function overallOf({ a, b, ranks }: RankedPairs): OverallIc {
  const [x, y] = ranks.map(meanRanks);
  return { ic: pearson(x, y), ic_pearson: pearson(a, b), samples: a.length };
}

/** Ranks from 1, ties share their mean rank. */
export function meanRanks({ first, last }: ColumnRanks): Float64Array {
  const ranks = new Float64Array(first.length);
  for (let i = 0; i < first.length; i++) ranks[i] = 1 + (first[i] + last[i]) / 2;
  return ranks;
}

/**
 * Share of rows whose score and label lie on the same side of `middle`, among rows where neither lies on it: 0 of returns,
 * one half of labels that are 0 or 1.
 */
export function signHitRate(scores: Float64Array, labels: Float64Array, middle = 0): number {
  let hits = 0;
  let rows = 0;
  for (let i = 0; i < scores.length; i++) {
    const [a, b] = [scores[i] - middle, labels[i] - middle];
    if (a === 0 || b === 0 || a - a !== 0 || b - b !== 0) continue;
    rows++;
    if (a > 0 === b > 0) hits++;
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

/** Rows of a group that has a coefficient, where nothing else is said. */
export const IC_ROWS = 3;

/**
 * One coefficient per group: per day when `groups` holds day numbers, cross-sectional when it holds timestamps.
 * Rows may come in any order. A group with under `min_rows` rows gets NaN.
 */
export function icByGroup(
  scores: Float64Array,
  labels: Float64Array,
  groups: ArrayLike<number>,
  { method = 'spearman', min_rows = IC_ROWS }: { method?: IcMethod; min_rows?: number } = {},
): IcByGroup {
  if (areFew(groups)) return icOfFew(scores, labels, groups, { method, min_rows });
  if (method === 'spearman') return rankIcByGroup(rankedPairs(scores, labels), groups, min_rows);
  const { a, b, rows } = pairs(scores, labels);
  const { ids, index } = groupsOf(groups, rows);
  const starts = startsOf(index, ids.length);
  const order = gathered(
    rows.map((_, i) => i),
    index,
    starts,
  );
  const members = Array.from(ids, (_, g) => order.subarray(starts[g], starts[g + 1]));
  const ic = members.map((own) => (own.length < min_rows ? NaN : pearson(pick(a, own), pick(b, own))));
  return { group: ids, ic: Float64Array.from(ic), rows: Float64Array.from(members, (own) => own.length) };
}

/** Rows per group up to which each group is ranked by itself. */
const FEW = 500;

/** Whether rows come group by group, few in each: a cross-section by time. */
function areFew(groups: ArrayLike<number>): boolean {
  let count = 1;
  for (let i = 1; i < groups.length; i++) {
    if (!(groups[i] >= groups[i - 1])) return false;
    if (groups[i] > groups[i - 1]) count++;
  }
  return groups.length <= FEW * count;
}

function icOfFew(
  scores: Float64Array,
  labels: Float64Array,
  groups: ArrayLike<number>,
  { method, min_rows }: { readonly method: IcMethod; readonly min_rows: number },
): IcByGroup {
  const { a, b, rows } = pairs(scores, labels);
  const found = { group: [] as number[], ic: [] as number[], rows: [] as number[] };
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const group = groups[rows[from]];
    while (to < rows.length && groups[rows[to]] === group) to++;
    const [x, y] = [a.subarray(from, to), b.subarray(from, to)];
    const isEnough = to - from >= (method === 'spearman' ? Math.max(2, min_rows) : min_rows);
    found.group.push(group);
    found.rows.push(to - from);
    found.ic.push(
      !isEnough ? NaN : method === 'pearson' ? pearson(x, y) : rankCorrelation(twice(x), twice(y), to - from),
    );
  }
  return {
    group: Float64Array.from(found.group),
    ic: Float64Array.from(found.ic),
    rows: Float64Array.from(found.rows),
  };
}

/** Ranks taken twice: whole numbers. */
function twice(x: Float64Array): Uint32Array {
  const ranks = ranksAverage(x);
  const out = new Uint32Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = 2 * ranks[i];
  return out;
}

/** The same of Spearman's coefficient, of rows that are ranked already. */
export function rankIcByGroup({ rows, ranks }: RankedPairs, groups: ArrayLike<number>, min_rows = IC_ROWS): IcByGroup {
  const { ids, index } = groupsOf(groups, rows);
  const starts = startsOf(index, ids.length);
  const [a, b] = ranks.map(({ first }) => gathered(first, index, starts));
  let most = 0;
  for (let g = 0; g < ids.length; g++) most = Math.max(most, starts[g + 1] - starts[g]);
  const rank = groupRanker(most);
  const [x, y] = [new Uint32Array(most), new Uint32Array(most)];
  const ic = ids.map((_, g) => {
    const size = starts[g + 1] - starts[g];
    if (size < Math.max(2, min_rows)) return NaN;
    rank(a, starts[g], starts[g + 1], x);
    rank(b, starts[g], starts[g + 1], y);
    return rankCorrelation(x, y, size);
  });
  return { group: ids, ic, rows: ids.map((_, g) => starts[g + 1] - starts[g]) };
}

/** Of ranks taken twice: whole numbers, whose sums are exact up to 300,000 rows. NaN where a side is constant. */
function rankCorrelation(x: Uint32Array, y: Uint32Array, size: number): number {
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < size; i++) {
    const dx = x[i] - size - 1;
    const dy = y[i] - size - 1;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : NaN;
}

/** Rows before each group. */
function startsOf(index: Uint32Array, groups: number): Uint32Array {
  const starts = new Uint32Array(groups + 1);
  for (let i = 0; i < index.length; i++) starts[index[i] + 1]++;
  for (let g = 1; g <= groups; g++) starts[g] += starts[g - 1];
  return starts;
}

/** The column group by group, rows of a group in the order they come. */
function gathered(x: Uint32Array, index: Uint32Array, starts: Uint32Array): Uint32Array {
  const next = starts.slice();
  const out = new Uint32Array(x.length);
  for (let i = 0; i < x.length; i++) out[next[index[i]]++] = x[i];
  return out;
}

interface Grouped {
  /** Ascending. */
  readonly ids: Float64Array;
  /** Of each pair, the place of its group. */
  readonly index: Uint32Array;
}

function groupsOf(groups: ArrayLike<number>, rows: Uint32Array): Grouped {
  const place = new Map<number, number>();
  const index = new Uint32Array(rows.length);
  for (let i = 0, last = NaN, at = 0; i < rows.length; i++) {
    const id = groups[rows[i]];
    if (id !== last) {
      at = place.get(id) ?? place.size;
      if (at === place.size) place.set(id, at);
      last = id;
    }
    index[i] = at;
  }
  const ids = Float64Array.from(place.keys());
  const isAscending = ids.every((id, k) => k === 0 || ids[k - 1] < id);
  if (isAscending) return { ids, index };
  const sorted = ids.slice().sort();
  const turned = new Map(Array.from(sorted, (id, k) => [id, k]));
  const to = Uint32Array.from(ids, (id) => turned.get(id) as number);
  return { ids: sorted, index: index.map((at) => to[at]) };
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
