import { definePreparation } from '../../../core/contracts/preparation.ts';
import { number } from '../../../core/params.ts';

/**
 * NaN becomes `value`.
 *
 * In: any columns. Out: the same units, never NaN; infinities stay.
 */
export default definePreparation({
  type: 'constant',
  version: 1,
  summary: 'Unknown values become one number.',
  source: 'https://en.wikipedia.org/wiki/Imputation_(statistics)',
  params: { value: number('What stands for an unknown value.', { default: 0 }) },
  fit: ({ value }, columns) => ({ op: 'fill', values: columns.map(() => value) }),
});
