import { choice, input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingVariance } from './_helpers/blocks.ts';
import { history, lagged } from './_helpers/history.ts';
import { logRatio } from './_helpers/ohlc.ts';

/**
 * sd[t] = sample standard deviation of the last `window` one-bar returns: ln(x[t] / x[t-1]), or x[t] / x[t-1] - 1.
 *
 * In: one price. Out: fraction per bar, not annualised; 0 where the returns are equal.
 * NaN until window + 1 prices are known, and while one of them is NaN or not above 0.
 */
export default defineFeature({
  type: 'realized_volatility',
  version: 1,
  summary: 'Standard deviation of one-bar returns.',
  source: 'https://en.wikipedia.org/wiki/Volatility_(finance)',
  params: {
    of: input('Price.', { default: 'close' }),
    window: span('Returns in the window, the current one included.', { min: 2 }),
    returns: choice('Logarithmic or simple returns.', ['log', 'simple'], { default: 'log' }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window, returns }, origin) => ({
    window,
    logarithmic: returns === 'log',
    past: history(1),
    sums: blockSums(window, origin, 2),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], [ret, mean]) => {
      lagged(state.past, x, ret);
      if (state.logarithmic) logRatio(x, ret, ret);
      else for (let i = 0; i < x.length; i++) ret[i] = ret[i] > 0 ? x[i] / ret[i] - 1 : NaN;
      rollingVariance(state.sums, ret, mean, out);
      const share = 1 / (state.window - 1);
      for (let i = 0; i < x.length; i++) out[i] = Math.sqrt(out[i] * share);
    }),
});
