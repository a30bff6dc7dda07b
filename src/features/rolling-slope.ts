import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { rollingTrend, timeSquares, trendSums } from './_helpers/trend.ts';

/**
 * slope = cov(x, k) / var(k), k = 0 .. window - 1: the least-squares line through the window.
 *
 * In: one column, any unit. Out: that unit per bar; 0 where the window is flat. NaN until the window is full and while it
 * holds a NaN.
 */
export default defineFeature({
  type: 'rolling_slope',
  version: 1,
  summary: 'Slope of the least-squares line through a window.',
  source: 'https://ta-lib.org/functions/linearreg_slope/',
  params: { of: input('Column.'), window: span('Window length, the current bar included.', { min: 2 }) },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => trendSums(window, origin),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], [mean, m2]) => {
      const squares = timeSquares(state.window);
      rollingTrend(state, x, [mean, m2, out]);
      for (let i = 0; i < out.length; i++) out[i] /= squares;
    }),
});
