import { definePreparation } from '../../../core/contracts/preparation.ts';
import { fraction } from '../../../core/params.ts';
import { knownQuantiles } from '../../_known.ts';

/**
 * Values beyond the `tail` and 1 - `tail` quantiles (type 7) of the train rows are set to them.
 *
 * In: any columns. Out: the same units. NaN stays NaN; infinities are clipped.
 */
export default definePreparation({
  type: 'quantile',
  version: 1,
  summary: 'Clips each column at two quantiles of the train rows.',
  source: 'https://en.wikipedia.org/wiki/Winsorizing',
  params: { tail: fraction('Share of the rows that is clipped on each side.', { min: 0, below: 0.5, default: 0.01 }) },
  fit({ tail }, columns, names) {
    const found = columns.map((x, i) => knownQuantiles(x, [tail, 1 - tail], names[i]));
    return { op: 'clip', low: found.map(([low]) => low), high: found.map(([, high]) => high) };
  },
});
