import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';

/** What is known at the close of the decision bar. */
export interface Decision {
  readonly row: number;
  readonly direction: number;
  readonly edge: number;
  readonly sigma: number;
  readonly strength: number;
  readonly price: number;
  readonly equity: number;
  /** Value at this row of the column that the sizing names in `of`; NaN where it names none. */
  readonly column: number;
}

/** Position size as a fraction of equity (before max_position, lot and min_trade). State sees accepted decisions only. */
export interface Sizing<P extends Params = Params, S = unknown> extends Component<P> {
  /** Columns of the signal that the sizing reads. */
  readonly needs?: readonly ('edge' | 'sigma')[];
  /** The fraction is a share (0..1) of `max_position`; without it the fraction is one of equity, capped by `max_position`. */
  readonly relative?: true;
  /** Name of a feature column read at the decision, if any. */
  input?(values: Values<P>): string | undefined;
  start(values: Values<P>, bars_per_year: number): S;
  /** Called once per signal that all gates accepted, in order; may remember it. NaN or 0 = no entry, counted. */
  fraction(state: S, decision: Decision): number;
}

export function defineSizing<const P extends Params, S>(sizing: Sizing<P, S>): Sizing<P, S> {
  return Object.freeze(sizing);
}

/** A bound on the account. `allows` is asked at each decision with the equity known then. */
export interface Limit<P extends Params = Params, S = unknown> extends Component<P> {
  start(values: Values<P>): S;
  /** Marks the equity at a bar's close and says whether new entries are allowed. */
  allows(state: S, equity: number): boolean;
}

export function defineLimit<const P extends Params, S>(limit: Limit<P, S>): Limit<P, S> {
  return Object.freeze(limit);
}
