import { mean, standardDeviation } from '../core/math/index.ts';
import { number } from '../core/params.ts';
import { defineCross } from './_helpers/cross.ts';

/**
 * (x - mean) / sd over the symbols that are known at the same time, sd over n - 1, clipped to +-clip.
 *
 * In: one column, any unit. Out: standard deviations; 0 where all symbols are the same. NaN for a symbol without a bar,
 * outside the universe or with an unknown value, and for all where fewer than `min_symbols` are known.
 */
export default defineCross({
  type: 'cross_zscore',
  summary: 'Standard deviations from the mean of all symbols at each time.',
  source: 'https://en.wikipedia.org/wiki/Standard_score',
  params: {
    clip: number('Outputs beyond this magnitude are clipped.', { unit: 'sigma', above: 0, default: 5 }),
  },
  unit: () => 'sigma',
  section({ clip }, [x], out) {
    const [center, sd] = [mean(x), standardDeviation(x)];
    const flat = !(sd > x.length * Number.EPSILON * Math.abs(center)); // rounding leaves sd just above 0
    for (let i = 0; i < out.length; i++) out[i] = flat ? 0 : Math.max(-clip, Math.min(clip, (x[i] - center) / sd));
  },
});
