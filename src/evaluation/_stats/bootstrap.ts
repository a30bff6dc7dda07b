import { quantile7, sortedFinite } from '../../core/math/index.ts';
import { finite, pairs, sd } from './sample.ts';

/** A source of uniform numbers in [0, 1); the caller derives its stream from the seed. */
export interface UniformSource {
  uniform(): number;
}

export interface BootstrapOptions {
  readonly rng: UniformSource;
  /** `stationary`: block lengths are geometric with mean `block`; `circular`: all blocks have `block` periods. */
  readonly kind?: 'stationary' | 'circular';
  /** Periods; by default `defaultBlock(n)`. */
  readonly block?: number;
  readonly replicates?: number;
  /** Coverage of the interval. */
  readonly level?: number;
}

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** sd of the replicates, ddof 1. */
  readonly se: number;
  /** Replicates on which the statistic is defined. */
  readonly replicates: number;
}

export type Statistic = (sample: Float64Array) => number;

/** Cube root rule: the whole number of periods whose cube first reaches n. */
export function defaultBlock(n: number): number {
  let block = 1;
  while (block * block * block < n) block++;
  return block;
}

/**
 * Percentile interval of a statistic of a return series by block bootstrap, the series wrapped into a circle.
 *
 * In: returns in time order, NaN skipped; the statistic gets a resample of the same length, which it must not keep.
 * Replicates on which it is NaN are left out. NaN bounds under two returns.
 * Source: Politis and Romano (1994), The stationary bootstrap, JASA 89, 1303-1313; (1992) the circular one.
 */
export function bootstrapInterval(returns: Float64Array, statistic: Statistic, options: BootstrapOptions): Interval {
  const x = finite(returns);
  const sample = new Float64Array(x.length);
  return interval(statistic(x), x.length, options, (rows) => {
    for (let i = 0; i < rows.length; i++) sample[i] = x[rows[i]];
    return statistic(sample);
  });
}

/**
 * Interval of statistic(a) - statistic(b) of two series over the same periods. Both are resampled by the same rows,
 * which keeps their correlation; periods where either is NaN are skipped. Otherwise as `bootstrapInterval`.
 */
export function bootstrapDifference(
  first: Float64Array,
  second: Float64Array,
  statistic: Statistic,
  options: BootstrapOptions,
): Interval {
  const { a, b } = pairs(first, second);
  const left = new Float64Array(a.length);
  const right = new Float64Array(a.length);
  return interval(statistic(a) - statistic(b), a.length, options, (rows) => {
    for (let i = 0; i < rows.length; i++) {
      left[i] = a[rows[i]];
      right[i] = b[rows[i]];
    }
    return statistic(left) - statistic(right);
  });
}

function interval(
  estimate: number,
  n: number,
  options: BootstrapOptions,
  replicate: (rows: Uint32Array) => number,
): Interval {
  const { rng, kind = 'stationary', block = defaultBlock(n), replicates = 1000, level = 0.95 } = options;
  if (!(block >= 1)) throw new RangeError(`block must be >= 1 periods, found ${block}`);
  if (n < 2) return { estimate, low: NaN, high: NaN, se: NaN, replicates: 0 };
  const rows = new Uint32Array(n);
  const values = new Float64Array(replicates);
  for (let r = 0; r < replicates; r++) {
    drawRows(rows, { rng, kind, block });
    values[r] = replicate(rows);
  }
  const kept = sortedFinite(values);
  const tail = (1 - level) / 2;
  const bounds = kept.length < 2 ? [NaN, NaN] : [quantile7(kept, tail), quantile7(kept, 1 - tail)];
  return { estimate, low: bounds[0], high: bounds[1], se: sd(kept), replicates: kept.length };
}

/** Fills `rows` with row numbers: runs of consecutive rows, wrapped, each from a uniform start. */
export function drawRows(
  rows: Uint32Array,
  { rng, kind, block }: { rng: UniformSource; kind: 'stationary' | 'circular'; block: number },
): void {
  const n = rows.length;
  for (let i = 0, row = 0; i < n; i++) {
    const starts = i === 0 || (kind === 'circular' ? i % block === 0 : rng.uniform() * block < 1);
    row = starts ? Math.floor(rng.uniform() * n) : (row + 1) % n;
    rows[i] = row;
  }
}
