import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { isFlat } from './_helpers/blocks.ts';
import { rollingTrend, timeSquares, trendSums } from './_helpers/trend.ts';

/**
 * r2 = cov(x, k)^2 / (var(x) var(k)), k = 0 .. window - 1: share of the window's variance that its least-squares line
 * explains.
 *
 * In: one column, any unit. Out: 0..1; 0 where the window is flat. NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_r2',
  version: 1,
  summary: 'How straight the window is.',
  source: 'https://en.wikipedia.org/wiki/Coefficient_of_determination',
  params: { of: input('Column.'), window: span('Window length, the current bar included.', { min: 3 }) },
  inputs: ({ of }) => [of],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => trendSums(window, origin),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], [mean, m2]) => {
      const squares = timeSquares(state.window);
      rollingTrend(state, x, [mean, m2, out]);
      for (let i = 0; i < out.length; i++) {
        const r2 = (out[i] * out[i]) / (m2[i] * squares);
        out[i] = isFlat(m2[i], mean[i], state.window) ? 0 : Math.min(1, r2);
      }
    }),
});
