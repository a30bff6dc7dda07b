import type { BoostingParams } from './types.ts';
import { layoutOf } from './workspace.ts';

/** Classes that are reckoned with before the labels are known. */
const CLASSES = 8;

/**
 * Bytes of kernel memory that a fit takes beside its columns, at most. Weights are reckoned with, and all rows as train
 * rows.
 */
export function fitBytes(params: BoostingParams, { rows, columns }: { rows: number; columns: number }): number {
  const outputs = params.objective === 'multiclass' ? CLASSES : 1;
  const size = { rows, features: columns, outputs, validationRows: 0, sharesBins: true, wide: true };
  return layoutOf(size, params).total;
}
