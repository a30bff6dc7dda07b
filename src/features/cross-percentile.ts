import { ranksAverage } from '../core/math/index.ts';
import { defineCross } from './_helpers/cross.ts';

/**
 * (rank - 1/2) / n among the n symbols that are known at the same time, ties their mean rank: comparable over times with
 * different numbers of symbols.
 *
 * In: one column, any unit. Out: ratio, above 0 and below 1. NaN for a symbol without a bar, outside the universe or with
 * an unknown value, and for all where fewer than `min_symbols` are known.
 */
export default defineCross({
  type: 'cross_percentile',
  summary: 'Share of symbols below this one at each time.',
  source: 'Hazen (1914), plotting position (i - 1/2) / n',
  params: {},
  unit: () => 'ratio',
  section(_, [x], out) {
    const ranks = ranksAverage(x);
    for (let i = 0; i < out.length; i++) out[i] = (ranks[i] - 0.5) / out.length;
  },
});
