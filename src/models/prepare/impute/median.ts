import { definePreparation } from '../../../core/contracts/preparation.ts';
import { knownQuantiles } from '../../_known.ts';

/**
 * NaN becomes the median (type 7) of the column's known train rows.
 *
 * In: any columns. Out: the same units, never NaN; infinities stay.
 */
export default definePreparation({
  type: 'median',
  version: 1,
  summary: 'Unknown values become the median of the train rows.',
  source: 'https://en.wikipedia.org/wiki/Imputation_(statistics)',
  params: {},
  fit: (_values, columns, names) => ({
    op: 'fill',
    values: columns.map((x, i) => knownQuantiles(x, [0.5], names[i])[0]),
  }),
});
