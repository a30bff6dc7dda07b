import { quantile7, quantilesOf } from '../../core/math/index.ts';

/** Inner edges of `bins` equal-width bins over [0, 1]: i / bins. */
export function equalWidthEdges(bins: number): Float64Array {
  return new Float64Array(bins - 1).map((_, i) => (i + 1) / bins);
}

/** Inner edges of `bins` equal-count bins: the i / bins quantiles (type 7). Ties may make edges equal and bins empty. */
export function equalCountEdges(x: Float64Array, bins: number): Float64Array {
  const levels = Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins);
  return Float64Array.from(quantilesOf(known(x), levels));
}

/** The same of a few values without NaN, which are put in order. */
export function equalCountEdgesOfFew(values: Float64Array, bins: number): Float64Array {
  const sorted = values.sort();
  const edges = new Float64Array(bins - 1);
  for (let i = 0; i < edges.length; i++) edges[i] = quantile7(sorted, (i + 1) / bins);
  return edges;
}

function known(x: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  let n = 0;
  for (let i = 0; i < x.length; i++) if (x[i] === x[i]) out[n++] = x[i];
  return out.subarray(0, n);
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

/** The bin of each value. */
export function binsOf(x: Float64Array, edges: Float64Array, closed: 'right' | 'left' = 'right'): Uint16Array {
  const out = new Uint16Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = binOf(x[i], edges, closed);
  return out;
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
  const columns = (): Float64Array => new Float64Array(bins);
  const [counts, predictions, outcomes, squares, hits] = [columns(), columns(), columns(), columns(), columns()];
  for (let i = 0; i < predicted.length; i++) {
    const b = bin[i] - 1;
    counts[b]++;
    predictions[b] += predicted[i];
    outcomes[b] += realised[i];
    if (realised[i] > 0) hits[b]++;
  }
  const levels = outcomes.map((total, b) => total / counts[b]);
  for (let i = 0; i < predicted.length; i++) {
    const b = bin[i] - 1;
    squares[b] += (realised[i] - levels[b]) * (realised[i] - levels[b]);
  }
  return Array.from(counts, (count, b) => ({
    bin: b + 1,
    lower: b === 0 ? -Infinity : (edges?.[b - 1] ?? NaN),
    upper: b === bins - 1 ? Infinity : (edges?.[b] ?? NaN),
    count,
    predicted: predictions[b] / count,
    realised: levels[b],
    se: count < 2 ? NaN : Math.sqrt(squares[b] / count / (count - 1)),
    hit_rate: hits[b] / count,
  }));
}
