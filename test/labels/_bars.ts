import { computeLabel } from '../../src/core/contracts/label.ts';
import type { Label, LabelColumns } from '../../src/core/contracts/label.ts';
import type { Params, Values } from '../../src/core/params.ts';

/** A label over bars written as rows of open, high, low, close. */
export function labelOf<P extends Params>(
  label: Label<P>,
  values: Values<P>,
  bars: readonly (readonly [open: number, high: number, low: number, close: number])[],
): LabelColumns {
  const names = ['open', 'high', 'low', 'close'];
  const columns = label.inputs(values).map((name) => Float64Array.from(bars, (bar) => bar[names.indexOf(name)]));
  return computeLabel(label, values, columns);
}

/** Bars without a body: all four prices alike. */
export const flat = (...prices: number[]): [number, number, number, number][] => prices.map((p) => [p, p, p, p]);
