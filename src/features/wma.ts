import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { trendSums, weightedMean } from './_helpers/trend.ts';

/**
 * wma[t] = sum(k x[t - window + k]) / (window (window + 1) / 2), k = 1 .. window: the newest row weighs most.
 *
 * In: one column, any unit. Out: the same unit. NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'wma',
  version: 1,
  summary: 'Linearly weighted moving average.',
  source: 'https://ta-lib.org/functions/wma/',
  params: {
    of: input('Column to average.', { default: 'close' }),
    window: span('Bars averaged, the current one included.', { min: 2 }),
  },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => trendSums(window, origin),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], scratch) => weightedMean(state, x, out, scratch)),
});
