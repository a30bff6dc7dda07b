import { quantile7, sortedFinite } from '../core/math/index.ts';
import { fraction } from '../core/params.ts';
import { defineCross } from './_helpers/cross.ts';

/**
 * x clipped to the quantiles `tail` and 1 - `tail` (type 7) of the symbols that are known at the same time.
 *
 * In: one column, any unit. Out: the same unit. NaN for a symbol without a bar, outside the universe or with an unknown
 * value, and for all where fewer than `min_symbols` are known.
 */
export default defineCross({
  type: 'cross_winsorize',
  summary: 'Values clipped to quantiles of all symbols at each time.',
  source: 'https://en.wikipedia.org/wiki/Winsorizing',
  params: { tail: fraction('Share of symbols that is clipped at each end.', { above: 0, below: 0.5, default: 0.05 }) },
  unit: (of) => of,
  section({ tail }, [x], out) {
    const sorted = sortedFinite(x);
    const [low, high] = [quantile7(sorted, tail), quantile7(sorted, 1 - tail)];
    for (let i = 0; i < out.length; i++) out[i] = Math.max(low, Math.min(high, x[i]));
  },
});
