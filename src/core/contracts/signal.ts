import type { Params, Period, Role, Values } from '../params.ts';
import type { Component } from './component.ts';
import type { Reach } from './feature.ts';

/**
 * A signal as columns: `direction` -1 0 1, `edge` (bps, NaN where the signal has none), `sigma` (bps per bar, NaN where it
 * has none), `strength` >= 0: |edge| / sigma for a signal that reads a sigma (NaN where it is not above 0), else |direction|.
 */
export const SIGNAL_OUTPUTS = ['direction', 'edge', 'sigma', 'strength'] as const;

export interface SignalColumns {
  readonly direction: Float64Array;
  readonly edge: Float64Array;
  readonly sigma: Float64Array;
  readonly strength: Float64Array;
}

export interface SignalInput {
  /** Name as written: `calibrated.h1`, `rsi`, `trend`. A signal's name gives its four columns in order. */
  readonly name: string;
  readonly role: Role;
  /** Not the score itself but its bin, 1 to this many, between quantiles of the scores its calibrator was fitted on. */
  readonly bins?: number;
  /** Bins among the scores of all symbols at one time, of one UTC day or of the whole run instead. */
  readonly scope?: 'timestamp' | 'date' | 'global';
}

export type Given = 'edge' | 'sigma';

/** The bins of a score, lowest first, that are bought and sold: first and last one. */
export interface TradedBins {
  readonly of: string;
  readonly bins: number;
  readonly scope: string;
  readonly long: readonly [from: number, to: number];
  readonly short: readonly [from: number, to: number];
}

/** When a signal learns anew: at dates of the calendar, or where each test segment begins; on the rows of a window, or all. */
export interface Refits {
  readonly window: Period | undefined;
  readonly every: Period | undefined;
}

/** Rows before a refit: the inputs as they are pushed, and per weight its label, NaN where it has not resolved by then. */
export interface FitRows {
  readonly inputs: readonly Float64Array[];
  readonly labels: readonly Float64Array[];
}

export interface FittedWeight {
  /** NaN: too little is known; the kernel says what that means. */
  readonly weight: number;
  /** Information coefficient of the input over `samples` rows. */
  readonly ic: number;
  readonly samples: number;
}

/** Weights learnt from resolved outcomes. `push` gets one more column per weight after its inputs, constant between refits. */
export interface SignalFit<P extends Params = Params> {
  /** What the weights are of: names the table `diagnostics/<table>_weights.csv`. */
  readonly table: string;
  /** Undefined: these values fit nothing, and there are no more columns. */
  refits(values: Values<P>): Refits | undefined;
  weights(values: Values<P>): readonly { readonly input: string; readonly label: string }[];
  fit(values: Values<P>, units: readonly string[], rows: FitRows): readonly FittedWeight[];
}

/** A causal kernel like a feature, from scores, features and other signals to a signal. */
export interface Signal<P extends Params = Params, S = unknown> extends Component<P> {
  inputs(values: Values<P>): readonly SignalInput[];
  /**
   * Which of edge and sigma these columns ever hold; gates and sizings say what they need. Absent: neither. `given` tells
   * the same of a signal that is read.
   */
  gives?(values: Values<P>, given: (signal: string) => readonly Given[]): readonly Given[];
  /** What each signal that is read must give. */
  needs?(values: Values<P>): readonly Given[];
  /**
   * Absent where every decision rests on what was known. Else the values of the signal that could have been traded instead,
   * which a run shows beside this one; undefined where these values can be traded themselves.
   */
  tradable?(values: Values<P>): Values<P> | undefined;
  /** Symbols that the values name, by key. */
  symbols?(values: Values<P>): { readonly [key: string]: readonly string[] };
  /** Absent where no score is parted into bins. A signal that has it has the keys `bins`, `scope`, `window` and the four ends. */
  parts?(values: Values<P>): TradedBins;
  reach(values: Values<P>): Reach;
  readonly learns?: SignalFit<P>;
  /** `units[i]` is the unit of input i: a sigma given as a fraction is turned into bps by the kernel. `symbol` = whose bars. */
  start(values: Values<P>, units: readonly string[], symbol: string): S;
  /** `inputs`: one column each (four in a row for a signal). `outputs`: direction, edge, sigma, strength. */
  push(state: S, inputs: readonly Float64Array[], outputs: readonly Float64Array[]): void;
}

export function defineSignal<const P extends Params, S>(signal: Signal<P, S>): Signal<P, S> {
  return Object.freeze(signal);
}
