/**
 * The nouns that cross rooms: shapes and units. Columns are `Float64Array` over `SharedArrayBuffer`, one value per bar,
 * NaN = not known. Kernels see plain `Float64Array`; nothing here holds an object per bar.
 */
export const BAR_COLUMNS = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'vwap',
  'count',
  'quote_volume',
  'taker_base',
] as const;
export type BarColumn = (typeof BAR_COLUMNS)[number];

/** Columns that a feature may read from the bars; `timestamp` is epoch ms of the bar's open. */
export const READABLE_COLUMNS = [...BAR_COLUMNS, 'timestamp', 'funding_rate'] as const;

/**
 * Bars of one symbol: `time` = epoch ms UTC of the bar's OPEN, strictly increasing, on the grid of `interval_ms`. A bar
 * is known at time + interval. `columns` always holds open high low close volume (price in quote units, volume in base
 * units), the rest where the source has them.
 */
export interface Bars {
  readonly symbol: string;
  readonly interval_ms: number;
  readonly rows: number;
  readonly time: Float64Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** The bars of `execution.interval` that lie within these: what orders fill on, where the spec asks for them. */
  readonly finer?: Bars | undefined;
}

/** What cleaning did, counted. */
export interface CleanReport {
  readonly rows_read: number;
  readonly rows_kept: number;
  readonly outside_range: number;
  readonly duplicates: number;
  readonly gaps: number;
  readonly missing_bars: number;
  readonly filled_bars: number;
  readonly zero_volume: number;
  /** First few gaps: [epoch ms of the first missing bar, number of missing bars]. */
  readonly gap_list: readonly (readonly [number, number])[];
}

/** Half-open row range. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Half-open range of time, epoch ms. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** One walk-forward fold in time. Purging by label spans is the runner's. `calibrate` may be empty (from = to). */
export interface FoldTimes {
  readonly train: TimeRange;
  readonly calibrate: TimeRange;
  readonly test: TimeRange;
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A Float64Array over shared memory, filled with NaN. */
export function sharedColumn(rows: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(rows * 8)).fill(NaN);
}
