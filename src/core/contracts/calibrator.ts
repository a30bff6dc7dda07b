import type { JsonValue } from '../artifacts.ts';
import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';
import type { Task } from './label.ts';

/** Score -> calibrated edge (bps) or probability, fitted on a window that no model was fitted on. */
export interface Calibrator<P extends Params = Params> extends Component<P> {
  readonly tasks: readonly Task[];
  /** Rows with NaN are removed before. `weight`: how much each row counts, above 0 with a mean of 1; absent = all the same. Throws an Error naming the fact where a fit is impossible. */
  fit(values: Values<P>, score: Float64Array, label: Float64Array, weight?: Float64Array): JsonValue;
  /** Maps scores; NaN stays NaN. Monotone where the type promises it. */
  load(fitted: JsonValue): (score: number) => number;
}

export function defineCalibrator<const P extends Params>(calibrator: Calibrator<P>): Calibrator<P> {
  return Object.freeze(calibrator);
}
