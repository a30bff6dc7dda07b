import { definePreparation } from '../../../core/contracts/preparation.ts';
import { knownOf, momentsOfKnown } from '../../_known.ts';

/**
 * NaN becomes the mean of the column's known train rows.
 *
 * In: any columns. Out: the same units, never NaN; infinities stay.
 */
export default definePreparation({
  type: 'mean',
  version: 1,
  summary: 'Unknown values become the mean of the train rows.',
  source: 'https://en.wikipedia.org/wiki/Imputation_(statistics)',
  params: {},
  fit: (_values, columns, names) => ({
    op: 'fill',
    values: columns.map((x, i) => momentsOfKnown(knownOf(x, names[i])).mean),
  }),
});
