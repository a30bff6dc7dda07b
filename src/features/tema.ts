import { input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { emaOf, forgetting, smoothThrice } from './_helpers/smooth.ts';

/**
 * tema = 3 ema - 3 ema(ema) + ema(ema(ema)).
 *
 * In: one column, any unit. Out: the same unit. NaN for 3 (window - 1) bars; at a NaN row the output is NaN and the
 * averages are held.
 */
export default defineFeature({
  type: 'tema',
  version: 1,
  summary: 'Triple exponential moving average.',
  source: 'https://ta-lib.org/functions/tema/',
  params: {
    of: input('Column to average.', { default: 'close' }),
    window: span('Window of the three averages.', { min: 2 }),
  },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => fromStart(forgetting(2 / (window + 1), window, { stages: 3 })),
  start: ({ window }) => [emaOf(window), emaOf(window), emaOf(window)],
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], [second, third]) => {
      smoothThrice(state, x, [out, second, third]);
      for (let i = 0; i < x.length; i++) out[i] = 3 * (out[i] - second[i]) + third[i];
    }),
});
