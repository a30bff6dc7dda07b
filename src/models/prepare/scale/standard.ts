import { definePreparation } from '../../../core/contracts/preparation.ts';
import { knownInOrder, momentsOfKnown } from '../../_known.ts';

/**
 * z = (x - mean) / sd over the known train rows, sd over n.
 *
 * In: any columns. Out: standard deviations; a constant column is centred only. NaN stays NaN.
 */
export default definePreparation({
  type: 'standard',
  version: 2,
  summary: 'Mean 0 and standard deviation 1 over the train rows.',
  source: 'https://en.wikipedia.org/wiki/Standard_score',
  params: {},
  fit(_values, columns, names) {
    const moments = columns.map((x, i) => momentsOfKnown(knownInOrder(x, names[i])));
    return { op: 'scale', centre: moments.map((m) => m.mean), scale: moments.map((m) => m.sd || 1) };
  },
});
