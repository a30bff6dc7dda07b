import type { JsonValue, TimeRange } from '../artifacts.ts';
import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';

/** What the reader found out by itself; shown by `assay data` and kept in `run.json`. */
export interface SourceNotes {
  /** Units of the stamps in the order met: `s`, `ms`, `us`, `ns`, `iso`, `timestamp`; empty where bars are generated. */
  readonly stamps: readonly string[];
  /** Column names as the source has them; `null` = none there (headerless file, generated bars). */
  readonly header: readonly string[] | null;
  /** Bar column -> name (or position from 1) in the source. */
  readonly mapped: { readonly [column: string]: string };
  /** Source columns that no bar column takes. */
  readonly ignored: readonly string[];
}

/**
 * Bars as read, before any cleaning: `time` in epoch ms of the open, in the order of the source; NaN = the cell is empty.
 * Arrays lie over shared memory so that clean bars need no second copy. Columns hold open high low close volume at least.
 */
export interface RawBars {
  readonly time: Float64Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly notes: SourceNotes;
  /** Where a row comes from, for messages: `btc.csv line 12`. */
  place(row: number): string;
}

export interface SourceContext {
  readonly symbol: string;
  readonly interval_ms: number;
  readonly seed: number;
  readonly range: Partial<TimeRange>;
  /** `data.exchange`, for sources that keep bars by exchange. */
  readonly exchange?: string;
  /** The absolute path of a path in the spec, `{symbol}` replaced. */
  resolvePath(path: string): string;
  /** Bounds for readers that keep their own memory and threads. */
  readonly memory_mb?: number;
  readonly threads?: number;
}

/** What was planted in generated bars, told in the summary beside what was found. */
export interface Truth {
  /** Correlation of the best predictor with the return over the next `horizon_bars`, both in units of volatility. */
  readonly correlation: number;
  /** The same as a rank correlation. */
  readonly ic: number;
  readonly horizon_bars: number;
  /** What carries it, in words. */
  readonly carrier: string;
}

/** Where bars come from. A missing file is a DATA_FILE problem, never a fallback. */
export interface Source<P extends Params = Params> extends Component<P> {
  /** Size of the bars it gives where that differs from the data block's. */
  interval?(values: Values<P>): number | undefined;
  /** Cheap name of the content, for the cache: the sha256 of a file, or the parameters of generated bars. */
  identity(values: Values<P>, context: SourceContext): Promise<JsonValue>;
  open(values: Values<P>, context: SourceContext): Promise<RawBars>;
  /** Symbols that it holds bars of within the range, sorted; for `data.universe: { type: top_volume }`. No symbol is asked for yet. */
  symbols?(values: Values<P>, context: SourceContext): readonly string[];
  /** Files that `open` reads: one that changes meanwhile is a DATA_FILE problem. */
  files?(values: Values<P>, context: SourceContext): readonly string[];
  truth?(values: Values<P>): Truth;
}

export function defineSource<const P extends Params>(source: Source<P>): Source<P> {
  return Object.freeze(source);
}
