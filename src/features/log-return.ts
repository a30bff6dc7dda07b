import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { history } from './_helpers/history.ts';
import { logReturns } from './_helpers/ohlc.ts';

/**
 * r[t] = ln(x[t] / x[t - window]).
 *
 * In: one price. Out: log return (fraction). NaN for the first `window` bars and where a price is NaN or not above 0.
 */
export default defineFeature({
  type: 'log_return',
  version: 1,
  summary: 'Logarithmic return over a window.',
  source: 'https://en.wikipedia.org/wiki/Rate_of_return#Logarithmic_or_continuously_compounded_return',
  params: {
    of: input('Price.', { default: 'close' }),
    window: span('How far back the base lies.', { min: 1, default: 1 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }) => history(window),
  push: (state, inputs, outputs) => inTiles(inputs, outputs, 0, ([x], [out]) => logReturns(state, x, out)),
});
