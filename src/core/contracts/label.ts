import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';

export type Task = 'regression' | 'binary';

/** Label columns of one symbol: the value at row t reads rows first[t] … last[t]; NaN value where the span leaves the data. */
export interface LabelColumns {
  readonly value: Float64Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/** A target. The only room that may read rows after t, and it says which. */
export interface Label<P extends Params = Params> extends Component<P> {
  readonly task: Task;
  /** `bps`, `class` or `unitless`. */
  readonly unit: string;
  /** Bar columns read, in the order `apply` receives them. */
  inputs(values: Values<P>): readonly string[];
  /** The most rows after t that a value may read. */
  horizon(values: Values<P>): number;
  apply(values: Values<P>, columns: readonly Float64Array[], out: LabelColumns): void;
}

export function defineLabel<const P extends Params>(label: Label<P>): Label<P> {
  return Object.freeze(label);
}

export function computeLabel<P extends Params>(
  label: Label<P>,
  values: Values<P>,
  columns: readonly Float64Array[],
): LabelColumns {
  const rows = columns[0]?.length ?? 0;
  const out = { value: new Float64Array(rows).fill(NaN), first: new Int32Array(rows), last: new Int32Array(rows) };
  label.apply(values, columns, out);
  return out;
}
