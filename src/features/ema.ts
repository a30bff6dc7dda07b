import { input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { emaOf, forgetting, smooth } from './_helpers/smooth.ts';

/**
 * ema[t] = ema[t-1] + 2 / (window + 1) (x[t] - ema[t-1]), seeded by the simple mean of the first `window` rows.
 *
 * In: one column, any unit. Out: the same unit.
 * NaN until the seed is full; at a NaN row the output is NaN and the average is held.
 */
export default defineFeature({
  type: 'ema',
  version: 1,
  summary: 'Exponential moving average.',
  source: 'https://ta-lib.org/functions/ema/',
  params: {
    of: input('Column to average.', { default: 'close' }),
    window: span('Bars of the seed; the weight of a new bar is 2 / (window + 1).', { min: 2 }),
  },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => fromStart(forgetting(2 / (window + 1), window)),
  start: ({ window }) => emaOf(window),
  push: (state, [x], [out]) => smooth(state, x, out),
});
