import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';
import type { SignalColumns } from './signal.ts';

/** What a gate may know of the costs: entry plus exit, in bps. */
export interface Costs {
  readonly round_trip_bps: number;
}

/** A column kept by its key, or made. */
export type Memo = (key: string, make: () => Float64Array) => Float64Array;

/** The vote of a bar is `sign` where `far` >= `min`, else 0. Equal keys: equal signs. */
export interface Votes {
  readonly key: string;
  readonly sign: Float64Array;
  readonly far: Float64Array;
  readonly min: number;
}

export const voteAt = ({ sign, far, min }: Votes, row: number): number => (far[row] >= min ? sign[row] : 0);

/** Whole columns, for a search: those that rest on the signal alone are asked of `memo` by their parameters, and made once. */
export interface WholeColumns {
  readonly signal: SignalColumns;
  /** The vote of a bar that no gate has refused is its sign. */
  readonly votes: Votes;
  readonly costs: Costs;
  readonly memo: Memo;
}

/** Bars pass where the column is at least (`strict`: above) `min`. */
export interface GateBound {
  readonly column: Float64Array;
  readonly min: number;
  readonly strict?: boolean;
  /** What z_threshold makes of the votes. */
  readonly votes?: Votes;
}

/** Bars in ascending order, of which the first `count` are open. */
export interface OpenBars {
  readonly rows: Int32Array;
  readonly count: number;
}

/**
 * A veto on the traded signal, before sizing. Gates run in the order of `rank`, whatever their order in the file; every
 * refusal is kept, the first one counts in the waterfall.
 */
export interface Gate<P extends Params = Params, S = unknown> extends Component<P> {
  readonly rank: number;
  /** Columns of the signal without which every bar would be refused. */
  readonly needs?: readonly ('edge' | 'sigma')[];
  start(values: Values<P>, costs: Costs): S;
  /**
   * Appends one chunk. `vote` (-1 0 1) starts as the signal's direction; only z_threshold writes it, later gates read it.
   * Sets `refused[i] = 1` where this gate refuses bar i.
   */
  push(state: S, signal: SignalColumns, vote: Int8Array, refused: Uint8Array): void;
  /** The same refusals over whole columns, where they come to a bound. */
  bound?(values: Values<P>, whole: WholeColumns): GateBound;
  /** The same where they do not: moves the open bars that pass to the front, in order, and returns how many. */
  sift?(values: Values<P>, whole: WholeColumns, open: OpenBars): number;
  /** Bars after an exit during which decisions are refused; such a gate needs the account, and `push` refuses nothing. */
  cooldown?(values: Values<P>): number;
}

export function defineGate<const P extends Params, S>(gate: Gate<P, S>): Gate<P, S> {
  return Object.freeze(gate);
}
