import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { growth, history } from './_helpers/history.ts';

/**
 * momentum[t] = x[t] / x[t - window] - 1.
 *
 * In: one price. Out: fraction. NaN for the first `window` bars, where either price is NaN or the base is 0.
 */
export default defineFeature({
  type: 'momentum',
  version: 1,
  summary: 'Simple return over a window.',
  source: 'N. Jegadeesh and S. Titman, Returns to buying winners and selling losers (1993)',
  params: {
    of: input('Price.', { default: 'close' }),
    window: span('How far back the base lies.', { min: 1 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }) => history(window),
  push: (state, [x], [out]) => growth(state, x, out, 1),
});
