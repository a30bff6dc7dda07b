import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';

/** Train rows in order of time, and the rows first..last that each one's label reads. */
export interface Spans {
  readonly rows: Int32Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/** How much each train row counts in the fit. */
export interface SampleWeight<P extends Params = Params> extends Component<P> {
  /** One positive weight per train row. */
  weigh(values: Values<P>, spans: Spans): Float64Array;
}

export function defineSampleWeight<const P extends Params>(weight: SampleWeight<P>): SampleWeight<P> {
  return Object.freeze(weight);
}
