import { input, number, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, isFlat, rollingVariance } from './_helpers/blocks.ts';

/**
 * z[t] = (x[t] - mean(w)) / sd(w), with w = x[t - window + 1 .. t] and sd over window - 1.
 *
 * In: one column, any unit. Out: standard deviations, clipped to +-clip; 0 where the window is flat to rounding.
 * NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_zscore',
  version: 1,
  summary: 'Distance of a column from its rolling mean, in rolling standard deviations.',
  source: 'https://en.wikipedia.org/wiki/Standard_score',
  params: {
    of: input('Column to standardise.'),
    window: span('Window length, the current bar included.', { min: 2 }),
    clip: number('Outputs beyond this magnitude are clipped.', { unit: 'sigma', above: 0, default: 5 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'sigma',
  reach: ({ window }) => windowReach(window),
  start: ({ window, clip }, origin) => ({ window, clip, sums: blockSums(window, origin, 2) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], [mean, m2]) => {
      const { window, clip } = state;
      rollingVariance(state.sums, x, mean, m2);
      for (let i = 0; i < x.length; i++) {
        const z = (x[i] - mean[i]) / Math.sqrt(m2[i] / (window - 1));
        out[i] = isFlat(m2[i], mean[i], window) ? 0 : Math.max(-clip, Math.min(clip, z));
      }
    }),
});
