import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { blockSums, rollingMean } from './_helpers/blocks.ts';

/**
 * sma[t] = mean(x[t - window + 1 .. t]).
 *
 * In: one column, any unit. Out: the same unit; exact where the window is flat.
 * NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'sma',
  version: 1,
  summary: 'Simple moving average.',
  source: 'https://ta-lib.org/functions/sma/',
  params: {
    of: input('Column to average.', { default: 'close' }),
    window: span('Bars averaged, the current one included.', { min: 2 }),
  },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => blockSums(window, origin),
  push: (state, [x], [out]) => rollingMean(state, x, out),
});
