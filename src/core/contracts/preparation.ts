import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';

/** What has been fitted, ready to be applied to any row: plain JSON, saved with the model. One entry per column. */
export type Prepared =
  | { readonly op: 'clip'; readonly low: readonly number[]; readonly high: readonly number[] }
  /** NaN becomes the column's value. */
  | { readonly op: 'fill'; readonly values: readonly number[] }
  /** (x - centre) / scale. */
  | { readonly op: 'scale'; readonly centre: readonly number[]; readonly scale: readonly number[] }
  /** Place among the knots of its column, 0..1, or the normal quantile of it. */
  | { readonly op: 'quantile'; readonly knots: readonly (readonly number[])[]; readonly normal: boolean }
  /** One new column per axis: sum of axis x (x - centre). */
  | { readonly op: 'rotate'; readonly centre: readonly number[]; readonly axes: readonly (readonly number[])[] };

/** Fitted on the train rows of a fold, in one of the slots of `prepare`. */
export interface Preparation<P extends Params = Params> extends Component<P> {
  /** NaN = not known. Throws an Error naming the column that cannot be prepared. */
  fit(values: Values<P>, columns: readonly Float64Array[], names: readonly string[]): Prepared;
}

export function definePreparation<const P extends Params>(preparation: Preparation<P>): Preparation<P> {
  return Object.freeze(preparation);
}
