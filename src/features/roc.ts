import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { growth, history } from './_helpers/history.ts';

/**
 * roc[t] = 100 (x[t] / x[t - window] - 1).
 *
 * In: one price. Out: index (hundredths). NaN for the first `window` bars, where either price is NaN or the base is 0.
 */
export default defineFeature({
  type: 'roc',
  version: 1,
  summary: 'Rate of change, times 100.',
  source: 'https://ta-lib.org/functions/roc/',
  params: {
    of: input('Price.', { default: 'close' }),
    window: span('How far back the base lies.', { min: 1, default: 10 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'index',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }) => history(window),
  push: (state, [x], [out]) => growth(state, x, out, 100),
});
