import type { FoldTimes, TimeRange } from '../artifacts.ts';
import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';

export interface Folds {
  readonly folds: readonly FoldTimes[];
  /** A partial last segment that was dropped, if any. */
  readonly dropped?: TimeRange;
}

/** Cuts the data range into folds, in time. Throws a Refusal (RUN_SPLIT) where the range is too short for one fold. */
export interface Split<P extends Params = Params> extends Component<P> {
  folds(values: Values<P>, range: TimeRange, interval_ms: number): Folds;
}

export function defineSplit<const P extends Params>(split: Split<P>): Split<P> {
  return Object.freeze(split);
}
