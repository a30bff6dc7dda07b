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
  /** Symbols that share the account. */
  readonly symbols: number;
}

/**
 * The cross-section at a rebalance, known at the close of its decision bar: one slot per symbol. `select` writes `chosen`,
 * `sizing` writes `weight` of the chosen, limits shrink weights. Arrays are reused from one rebalance to the next.
 */
export interface Book {
  readonly symbols: number;
  /** Symbols whose score is known, whatever gates say: what quantiles are taken of. */
  readonly known: Uint8Array;
  /** Side that passed all gates and that `portfolio.side` allows: -1 0 1. */
  readonly side: Int8Array;
  /** What symbols are ranked by: the edge (bps), or direction * strength of a signal without one. */
  readonly score: Float64Array;
  readonly edge: Float64Array;
  readonly sigma: Float64Array;
  readonly strength: Float64Array;
  readonly price: Float64Array;
  /** The column that the sizing names in `of`. */
  readonly column: Float64Array;
  /** Side that is to be held: -1 0 1. */
  readonly chosen: Int8Array;
  /** Signed share of equity that is to be held. */
  readonly weight: Float64Array;
  /** Signed share of equity that is held at the decision. */
  readonly held: Float64Array;
  /** 2 where long and short sides have a budget each (`long_short`), else 1. */
  readonly sides: 1 | 2;
  /** Places that select has to give, per side; 0 = as many as are chosen. */
  slots: number;
  /** Fills `out` with a symbol's simple returns of the bars up to the decision, the latest last; NaN where one has none. */
  returns(symbol: number, out: Float64Array): void;
}

/** Which of the symbols that pass the gates are held. */
export interface Select<P extends Params = Params> extends Component<P> {
  /** Writes `chosen` and `slots`. */
  choose(values: Values<P>, book: Book): void;
}

export function defineSelect<const P extends Params>(select: Select<P>): Select<P> {
  return Object.freeze(select);
}

/** Position size as a fraction of equity (before max_position, lot and min_trade). State sees accepted decisions only. */
export interface Sizing<P extends Params = Params, S = unknown> extends Component<P> {
  /** Columns of the signal that the sizing reads. */
  readonly needs?: readonly ('edge' | 'sigma')[];
  /** The fraction is a share (0..1) of `max_position`; without it the fraction is one of equity, capped by `max_position`. */
  readonly relative?: true;
  /** Weighs positions against each other, which takes `portfolio.rebalance`. */
  readonly crossSectional?: true;
  /** Name of a feature column read at the decision, if any. */
  input?(values: Values<P>): string | undefined;
  start(values: Values<P>, bars_per_year: number): S;
  /** Called once per signal that all gates accepted, in order; may remember it. NaN or 0 = no entry, counted. */
  fraction(state: S, decision: Decision): number;
  /** Writes `weight` of the chosen, NaN where it cannot tell; without it `fraction` is asked for each. */
  weigh?(state: S, book: Book): void;
}

export function defineSizing<const P extends Params, S>(sizing: Sizing<P, S>): Sizing<P, S> {
  return Object.freeze(sizing);
}

/** A bound on the account. */
export interface Limit<P extends Params = Params, S = unknown> extends Component<P> {
  /** Order in which limits change weights, lowest first; then by name. */
  readonly rank: number;
  /** Bounds weights against each other, which takes `portfolio.rebalance`. */
  readonly crossSectional?: true;
  start(values: Values<P>): S;
  /** Marks the equity at a bar's close and says whether new entries are allowed. */
  allows?(state: S, equity: number): boolean;
  /** Shrinks weights of the book, and says how many. */
  bound?(state: S, book: Book): number;
}

export function defineLimit<const P extends Params, S>(limit: Limit<P, S>): Limit<P, S> {
  return Object.freeze(limit);
}
