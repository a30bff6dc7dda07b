import type { Params, Values } from '../params.ts';
import type { Component } from './component.ts';

export interface FillContext {
  /** Unmoved price: the open, or the level of a stop. */
  readonly price: number;
  readonly size: number;
  /** Volume of the bar in base units. */
  readonly volume: number;
  /** Last known value, up to the last closed bar, of the column that the slippage names in `of`; NaN where it names none. */
  readonly column: number;
}

/** How far a market fill moves against us, as a fraction of the price. */
export interface Slippage<P extends Params = Params> extends Component<P> {
  input?(values: Values<P>): string | undefined;
  rate(values: Values<P>, fill: FillContext): number;
  /** What a cost estimate before the fill assumes per side, in bps (`expected_value`). */
  expected_bps(values: Values<P>): number;
}

export function defineSlippage<const P extends Params>(slippage: Slippage<P>): Slippage<P> {
  return Object.freeze(slippage);
}

/** Distance of a stop or target from the entry fill, in price. */
export interface ExitDistance<P extends Params = Params> extends Component<P> {
  /** Name of a feature column read at the decision bar, if any. */
  input?(values: Values<P>): string | undefined;
  distance(values: Values<P>, fill_price: number, column: number): number;
}

export function defineExitDistance<const P extends Params>(exit: ExitDistance<P>): ExitDistance<P> {
  return Object.freeze(exit);
}
