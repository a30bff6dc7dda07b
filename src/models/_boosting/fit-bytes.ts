import { blockBytes } from './bin-matrix.ts';
import type { BoostingParams } from './types.ts';
import { layoutOf } from './workspace.ts';

/** Classes that are reckoned with before the labels are known. */
const CLASSES = 8;

/**
 * Bytes that a fit holds beside its columns, at most: the bins, and the kernel's memory. Weights are reckoned with, and
 * all rows as train rows.
 */
export function fitBytes(params: BoostingParams, { rows, columns }: { rows: number; columns: number }): number {
  const outputs = params.objective === 'multiclass' ? CLASSES : 1;
  const size = { rows, features: columns, outputs, validationRows: 0, wide: true };
  return layoutOf(size, params, true).total + Math.ceil(columns / 8) * blockBytes(rows);
}
