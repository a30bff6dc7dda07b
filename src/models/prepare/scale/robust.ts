import { definePreparation } from '../../../core/contracts/preparation.ts';
import { knownOf, quantileOfKnown } from '../../_known.ts';

/**
 * z = (x - median) / (third quartile - first quartile), type 7, over the known train rows.
 *
 * In: any columns. Out: interquartile ranges; where the range is 0 the column is centred only. NaN stays NaN.
 */
export default definePreparation({
  type: 'robust',
  version: 1,
  summary: 'Median 0 and interquartile range 1 over the train rows: outliers move it little.',
  source: 'https://en.wikipedia.org/wiki/Robust_measures_of_scale',
  params: {},
  fit(_values, columns, names) {
    const known = columns.map((x, i) => knownOf(x, names[i]));
    const width = (x: Float64Array): number => quantileOfKnown(x, 0.75) - quantileOfKnown(x, 0.25);
    return { op: 'scale', centre: known.map((x) => quantileOfKnown(x, 0.5)), scale: known.map((x) => width(x) || 1) };
  },
});
