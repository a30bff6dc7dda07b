import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingFourth } from './_helpers/blocks.ts';

/**
 * kurtosis = n (n + 1) (n - 1) / ((n - 2) (n - 3)) x m4 / m2^2 - 3 (n - 1)^2 / ((n - 2) (n - 3)), with m2, m4 the central
 * power sums of the window of n rows.
 *
 * In: one column, any unit. Out: excess kurtosis, unbiased for a normal sample; 0 where the window is flat.
 * NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_kurtosis',
  version: 1,
  summary: 'Sample excess kurtosis of a column over a window.',
  source: 'https://en.wikipedia.org/wiki/Kurtosis#Sample_kurtosis',
  params: {
    of: input('Column.'),
    window: span('Window length, the current bar included.', { min: 4 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({ window, sums: blockSums(window, origin, 4) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], [m2, m3]) => {
      const n = state.window;
      const scale = (n - 2) * (n - 3);
      const factor = (n * (n + 1) * (n - 1)) / scale;
      const normal = (3 * (n - 1) * (n - 1)) / scale;
      rollingFourth(state.sums, x, [m2, m3, out]);
      for (let i = 0; i < x.length; i++) out[i] = m2[i] === 0 ? 0 : (factor * out[i]) / (m2[i] * m2[i]) - normal;
    }),
});
