import type { Params, Role, Values } from '../params.ts';
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
}

export type Given = 'edge' | 'sigma';

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
  reach(values: Values<P>): Reach;
  /** `units[i]` is the unit of input i: a sigma given as a fraction is turned into bps by the kernel. */
  start(values: Values<P>, units: readonly string[]): S;
  /** `inputs`: one column each (four in a row for a signal). `outputs`: direction, edge, sigma, strength. */
  push(state: S, inputs: readonly Float64Array[], outputs: readonly Float64Array[]): void;
}

export function defineSignal<const P extends Params, S>(signal: Signal<P, S>): Signal<P, S> {
  return Object.freeze(signal);
}
