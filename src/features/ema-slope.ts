import { input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { emaOf, forgetting, smooth } from './_helpers/smooth.ts';
import { history, lagged } from './_helpers/history.ts';

/**
 * slope[t] = ema[t] / ema[t - lag] - 1, with the exponential average of `window` bars.
 *
 * In: one price. Out: fraction per `lag` bars. NaN until the average has run for `lag` bars, and where an end is NaN or
 * the base is 0.
 */
export default defineFeature({
  type: 'ema_slope',
  version: 1,
  summary: 'Relative change of an exponential moving average.',
  source: 'https://ta-lib.org/functions/ema/',
  params: {
    of: input('Price.', { default: 'close' }),
    window: span('Window of the average.', { min: 2 }),
    lag: span('Bars over which the change is taken.', { min: 1, default: 1 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'fraction',
  reach: ({ window, lag }) => fromStart(forgetting(2 / (window + 1), window) + lag),
  start: ({ window, lag }) => ({ average: emaOf(window), past: history(lag) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([x], [out], [before]) => {
      smooth(state.average, x, out);
      lagged(state.past, out, before);
      for (let i = 0; i < x.length; i++) out[i] = before[i] === 0 ? NaN : out[i] / before[i] - 1;
    }),
});
