import { definePreparation } from '../../../core/contracts/preparation.ts';
import { choice, integer } from '../../../core/params.ts';
import { knownOf, quantileOfKnown } from '../../_known.ts';

/**
 * Place of x in the distribution of the train rows, 0..1, linear between `knots` quantiles (type 7); `normal` gives the
 * normal quantile of it, at most 5.2 either way.
 *
 * In: any columns. Out: even over 0..1, or standard normal. NaN stays NaN; beyond the train rows the ends hold.
 */
export default definePreparation({
  type: 'quantile',
  version: 1,
  summary: 'Spreads each column evenly, or normally, by its distribution over the train rows.',
  source: 'https://en.wikipedia.org/wiki/Quantile_normalization',
  params: {
    knots: integer('Quantiles that are kept, at most one per train row.', { min: 2, default: 1000 }),
    output: choice('Distribution of the result.', ['uniform', 'normal'], { default: 'uniform' }),
  },
  fit({ knots, output }, columns, names) {
    const table = columns.map((x, i) => {
      const known = knownOf(x, names[i]);
      const count = Math.max(2, Math.min(knots, known.length));
      return Array.from({ length: count }, (_, k) => quantileOfKnown(known, k / (count - 1)));
    });
    return { op: 'quantile', knots: table, normal: output === 'normal' };
  },
});
