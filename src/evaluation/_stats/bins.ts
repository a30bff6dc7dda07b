import { quantilesOf } from '../../core/math/index.ts';

/** Inner edges of `bins` equal-width bins over [0, 1]: i / bins. */
export function equalWidthEdges(bins: number): Float64Array {
  return new Float64Array(bins - 1).map((_, i) => (i + 1) / bins);
}

/** Inner edges of `bins` equal-count bins: the i / bins quantiles (type 7). Ties may make edges equal and bins empty. */
export function equalCountEdges(x: Float64Array, bins: number): Float64Array {
  const levels = Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins);
  const known = x.filter((v) => v === v);
  return Float64Array.from(quantilesOf(known, levels));
}

/**
 * Bin 1..N of a value by N - 1 increasing inner edges: 1 + the number of edges below the value (right-closed, the rule
 * of all bins here), or at and below it (`left`).
 */
export function binOf(value: number, edges: Float64Array, closed: 'right' | 'left' = 'right'): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] < value || (closed === 'left' && edges[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

/** One bin of a table: `count` rows whose predictions fall into (lower, upper]. Means are NaN in an empty bin. */
export interface Bin {
  readonly bin: number;
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  /** Mean prediction. */
  readonly predicted: number;
  /** Mean outcome. */
  readonly realised: number;
  /** sd of the outcome / sqrt(count), ddof 1. */
  readonly se: number;
  /** Share of rows with an outcome above 0. */
  readonly hit_rate: number;
}

/** Tabulates outcomes by bins 1..`bins`; `bin[i]` is the bin of row i. No NaN in either column. */
export function tabulate(
  predicted: Float64Array,
  realised: Float64Array,
  { bin, bins, edges }: { bin: ArrayLike<number>; bins: number; edges?: Float64Array },
): Bin[] {
  const rows: number[][] = Array.from({ length: bins }, () => []);
  for (let i = 0; i < predicted.length; i++) rows[bin[i] - 1].push(i);
  return rows.map((members, b) => {
    const count = members.length;
    const average = (of: (i: number) => number): number => members.reduce((sum, i) => sum + of(i), 0) / count;
    const level = average((i) => realised[i]);
    const square = average((i) => (realised[i] - level) * (realised[i] - level));
    return {
      bin: b + 1,
      lower: b === 0 ? -Infinity : (edges?.[b - 1] ?? NaN),
      upper: b === bins - 1 ? Infinity : (edges?.[b] ?? NaN),
      count,
      predicted: average((i) => predicted[i]),
      realised: level,
      se: count < 2 ? NaN : Math.sqrt(square / (count - 1)),
      hit_rate: average((i) => (realised[i] > 0 ? 1 : 0)),
    };
  });
}
