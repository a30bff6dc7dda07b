import { input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { emaOf, forgetting, smoothTwice } from './_helpers/smooth.ts';

/**
 * dema = 2 ema - ema(ema).
 *
 * In: one column, any unit. Out: the same unit. NaN for 2 (window - 1) bars; at a NaN row the output is NaN and the
 * averages are held.
 */
export default defineFeature({
  type: 'dema',
  version: 1,
  summary: 'Double exponential moving average.',
  source: 'https://ta-lib.org/functions/dema/',
  params: {
    of: input('Column to average.', { default: 'close' }),
    window: span('Window of both averages.', { min: 2 }),
  },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => fromStart(forgetting(2 / (window + 1), window, { stages: 2 })),
  start: ({ window }) => [emaOf(window), emaOf(window)],
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([x], [out], [second]) => {
      smoothTwice(state, x, [out, second]);
      for (let i = 0; i < x.length; i++) out[i] = 2 * out[i] - second[i];
    }),
});
