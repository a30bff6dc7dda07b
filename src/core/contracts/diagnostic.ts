import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';

/** Columns of one symbol over its traded rows, in time order. */
export interface JudgedSymbol {
  readonly symbol: string;
  /** Bar open, epoch ms. */
  readonly time: Float64Array;
  /** Out-of-sample score, and the label's value; NaN where unknown. */
  readonly score: Float64Array;
  readonly label: Float64Array;
  /** Close of each bar. */
  readonly close: Float64Array;
}

/** A score column beside what came, for each symbol. */
export interface Judged {
  /** `lgbm.next_bar`. */
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  /** What parts the label's two sides: 0, or one half where it is 0 or 1. */
  readonly middle: number;
  /** Bars that the label spans. */
  readonly horizon: number;
  readonly symbols: readonly JudgedSymbol[];
}

export interface SignalSymbol {
  readonly symbol: string;
  readonly time: Float64Array;
  /** Direction of the traded signal before the gates, or a score. */
  readonly value: Float64Array;
}

/** One fit of a model and the rows it is tested on, by time and then by symbol. */
export interface FittedFold {
  /** `fold-03`, with the symbol behind it where it has a fit of its own. */
  readonly fold: string;
  readonly columns: readonly string[];
  readonly inputs: readonly Float64Array[];
  readonly label: Float64Array;
  /** Bar open, epoch ms. */
  readonly time: Float64Array;
  /** Rows of several symbols. */
  readonly several: boolean;
  /** Scores of the rows with such inputs. */
  predict(inputs: readonly Float64Array[]): Float64Array;
}

/** What was earned before fees and how much was traded, in fractions: `gross - fee x turnover` is the net result. */
export interface Costed {
  readonly gross: number;
  readonly turnover: number;
  /** What a turnover of 1 is one of: `equity` for positions by the bar, `cash` for simulated trades. */
  readonly of: string;
  /** The same by the bar, where positions are; and bars in a year. */
  readonly bars?: { readonly gross: Float64Array; readonly changed: Float64Array; readonly a_year: number };
}

/** What a run shows its diagnostics. Only what is asked for is made. */
export interface RunView {
  readonly interval_ms: number;
  readonly seed: number;
  /** The named scores (default: those the run is judged by). */
  judged(of: string | undefined): Judged;
  /** The named score or signal (default: the traded signal). */
  signal(of: string | undefined): readonly SignalSymbol[];
  costed(): Costed;
  /** Fits behind the named score (default: those the run is judged by). */
  fitted(of: string | undefined): readonly FittedFold[];
  /** What several diagnostics of a run need is made once. */
  once<T>(key: string, make: () => T): T;
  /** An error at one of the diagnostic's own keys. */
  refuse(key: string, message: string, more?: { expected?: string; found?: string; hint?: string }): Error;
}

export type DiagnosticColumn =
  | { readonly name: string; readonly kind: 'number'; readonly values: Float64Array }
  | { readonly name: string; readonly kind: 'time'; readonly values: ArrayLike<number> }
  | { readonly name: string; readonly kind: 'text'; readonly values: readonly string[] };

/** A table of results, columns of one length. */
export interface DiagnosticTable {
  readonly rows: number;
  readonly columns: readonly DiagnosticColumn[];
}

/** A picture of columns of a table. */
export interface DiagnosticChart {
  readonly kind: 'bars' | 'line';
  readonly title: string;
  readonly reading: string;
  /** Column on the horizontal axis; `time` where it is one. */
  readonly x: string;
  readonly y: string;
  readonly x_title: string;
  readonly y_title: string;
}

export interface DiagnosticFact {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly samples: number;
}

export interface DiagnosticResult {
  /** By what is added to the diagnostic's name: '' for the main one. Small: written as CSV and shown. */
  readonly tables: { readonly [suffix: string]: DiagnosticTable };
  /** One row per bar: written as Parquet. */
  readonly series?: DiagnosticTable;
  readonly charts: readonly (DiagnosticChart & { readonly table: string })[];
  readonly facts: readonly DiagnosticFact[];
  /** False where it looks at what was not known at the time. */
  readonly tradable: boolean;
}

/** Something that is found out about a finished run; never part of its numbers. */
export interface Diagnostic<P extends Params = Params> extends Component<P> {
  compute(values: Values<P>, view: RunView): DiagnosticResult;
}

export function defineDiagnostic<const P extends Params>(diagnostic: Diagnostic<P>): Diagnostic<P> {
  return Object.freeze(diagnostic);
}
