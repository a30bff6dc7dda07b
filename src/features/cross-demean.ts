import { mean } from '../core/math/index.ts';
import { defineCross } from './_helpers/cross.ts';

/**
 * x - mean(x) over the symbols that are known at the same time.
 *
 * In: one column, any unit. Out: the same unit. NaN for a symbol without a bar, outside the universe or with an unknown
 * value, and for all where fewer than `min_symbols` are known.
 */
export default defineCross({
  type: 'cross_demean',
  summary: 'Distance from the mean of all symbols at each time.',
  params: {},
  unit: (of) => of,
  section(_, [x], out) {
    const center = mean(x);
    for (let i = 0; i < out.length; i++) out[i] = x[i] - center;
  },
});
