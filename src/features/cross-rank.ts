import { ranksAverage } from '../core/math/index.ts';
import { defineCross } from './_helpers/cross.ts';

/**
 * Rank of a symbol among those that are known at the same time: 1 = the least value, n = the largest, ties their mean rank.
 *
 * In: one column, any unit. Out: rank, 1..n. NaN for a symbol without a bar, outside the universe or with an unknown value,
 * and for all where fewer than `min_symbols` are known.
 */
export default defineCross({
  type: 'cross_rank',
  summary: 'Rank across symbols at each time, 1 for the least.',
  source: 'https://en.wikipedia.org/wiki/Ranking',
  params: {},
  unit: () => 'count',
  section: (_, [x], out) => out.set(ranksAverage(x)),
});
