import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';
import type { SignalColumns } from './signal.ts';

/** What a gate may know of the costs: entry plus exit, in bps. */
export interface Costs {
  readonly round_trip_bps: number;
}

/** A column kept by its key, or made. */
export type Memo = (key: string, make: () => Float64Array) => Float64Array;

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
  /**
   * The same refusals for a whole column. Columns that rest on the signal alone and cost more than the rest are asked of
   * `memo` by a key of their parameters, so that a search makes them once.
   */
  whole?(values: Values<P>, signal: SignalColumns, vote: Int8Array, refused: Uint8Array, memo: Memo): void;
  /** Bars after an exit during which decisions are refused; such a gate needs the account, and `push` refuses nothing. */
  cooldown?(values: Values<P>): number;
}

export function defineGate<const P extends Params, S>(gate: Gate<P, S>): Gate<P, S> {
  return Object.freeze(gate);
}
