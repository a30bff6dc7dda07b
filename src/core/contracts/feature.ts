import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';

/**
 * How far back a value's bits depend. `window`: on those rows only, the current one included (and on the absolute bar
 * index, never on what came before). `from_start`: on everything since the first row, forgetting: started `bars` rows
 * late, the value agrees to `tolerance` relative to the input's scale.
 */
export type Reach =
  | { readonly kind: 'window'; readonly bars: number }
  | { readonly kind: 'from_start'; readonly bars: number; readonly tolerance: number };

export const windowReach = (bars: number): Reach => ({ kind: 'window', bars });
export const fromStart = (bars: number, tolerance = 1e-9): Reach => ({ kind: 'from_start', bars, tolerance });

/**
 * A stateless (nothing fitted), causal column kernel with explicit state. A whole column is one chunk; the live feed
 * pushes one bar. The same bytes come for any chunking.
 */
export interface Feature<P extends Params = Params, S = unknown> extends Component<P> {
  /** Names of the columns read, in the order `push` receives them. */
  inputs(values: Values<P>): readonly string[];
  /** Names after the dot (`bb.upper`); absent = one column under the node's own name. */
  outputs?(values: Values<P>): readonly string[];
  /** Unit of the outputs given the units of the inputs: price, fraction, bps, volume, ratio, index, category … */
  unit(values: Values<P>, inputs: readonly string[]): string;
  /** One unit per output, where they differ. */
  units?(values: Values<P>, inputs: readonly string[]): readonly string[];
  reach(values: Values<P>): Reach;
  /**
   * Its columns run across symbols at one time, not along time: each push is one cross-section, inputs[k][i] being the
   * k-th input of the i-th symbol of the universe whose inputs are all known then. No state lives on.
   */
  readonly cross?: true;
  /**
   * State before the first bar. `origin` is the absolute index of that bar (open time / interval): block sums are
   * aligned to it so that a value's bits depend on its window only. State is plain data (numbers, arrays, typed arrays).
   */
  start(values: Values<P>, origin: number): S;
  /** Appends one chunk: all inputs and outputs have the chunk's length; inputs are never written. */
  push(state: S, inputs: readonly Float64Array[], outputs: readonly Float64Array[]): void;
}

export function defineFeature<const P extends Params, S>(feature: Feature<P, S>): Feature<P, S> {
  return Object.freeze(feature);
}

/** Unit of each output, in the order of `outputs`. */
export function outputUnits<P extends Params, S>(
  feature: Feature<P, S>,
  values: Values<P>,
  inputs: readonly string[],
): readonly string[] {
  if (feature.units !== undefined) return feature.units(values, inputs);
  return (feature.outputs?.(values) ?? ['']).map(() => feature.unit(values, inputs));
}

/** A whole column (or several) in one chunk. */
export function computeFeature<P extends Params, S>(
  feature: Feature<P, S>,
  values: Values<P>,
  inputs: readonly Float64Array[],
  origin = 0,
): Float64Array[] {
  const names = feature.outputs?.(values) ?? [''];
  const rows = inputs[0]?.length ?? 0;
  const outputs = names.map(() => new Float64Array(rows));
  feature.push(feature.start(values, origin), inputs, outputs);
  return outputs;
}
