import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { trendSums, weightedMean } from './_helpers/trend.ts';

/**
 * hma = wma(2 wma(x, floor(window / 2)) - wma(x, window), floor(sqrt(window))).
 *
 * In: one column, any unit. Out: the same unit. NaN until its window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'hma',
  version: 1,
  summary: 'Hull moving average.',
  source: 'https://alanhull.com/hull-moving-average',
  params: {
    of: input('Column to average.', { default: 'close' }),
    window: span('Window of the slowest average.', { min: 4 }),
  },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window + Math.floor(Math.sqrt(window)) - 1),
  start: ({ window }, origin) => ({
    half: trendSums(Math.floor(window / 2), origin),
    full: trendSums(window, origin),
    last: trendSums(Math.floor(Math.sqrt(window)), origin),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 3, ([x], [out], [half, ...scratch]) => {
      weightedMean(state.half, x, half, scratch);
      weightedMean(state.full, x, out, scratch);
      for (let i = 0; i < x.length; i++) half[i] = 2 * half[i] - out[i];
      weightedMean(state.last, half, out, scratch);
    }),
});
