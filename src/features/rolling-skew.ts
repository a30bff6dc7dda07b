import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingFourth } from './_helpers/blocks.ts';

/**
 * skew = n sqrt(n - 1) / (n - 2) x m3 / m2^1.5, with m2, m3 the central power sums of the window of n rows.
 *
 * In: one column, any unit. Out: unitless, unbiased for a normal sample; 0 where the window is flat.
 * NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_skew',
  version: 1,
  summary: 'Sample skewness of a column over a window.',
  source: 'https://en.wikipedia.org/wiki/Skewness#Sample_skewness',
  params: {
    of: input('Column.'),
    window: span('Window length, the current bar included.', { min: 3 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({ window, sums: blockSums(window, origin, 4) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], [m2, m4]) => {
      const n = state.window;
      const factor = (n * Math.sqrt(n - 1)) / (n - 2);
      rollingFourth(state.sums, x, [m2, out, m4]);
      for (let i = 0; i < x.length; i++) out[i] = m2[i] === 0 ? 0 : (factor * out[i]) / (m2[i] * Math.sqrt(m2[i]));
    }),
});
