import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { blockSums, rollingVariance } from './_helpers/blocks.ts';
import { growth, history } from './_helpers/history.ts';
import { logReturns } from './_helpers/ohlc.ts';
import { inTiles } from './_helpers/tiles.ts';

/**
 * momentum[t] = (x[t] / x[t - window] - 1) / (sd(r over window) sqrt(window)), r = one-bar log returns, sample sd: the return
 * over the window in units of the standard deviation of such returns.
 *
 * In: one price. Out: standard deviations; 0 where the returns are flat. NaN for the first `window` bars and while a price
 * among the window + 1 is NaN or not above 0.
 */
export default defineFeature({
  type: 'momentum',
  version: 2,
  summary: 'Return over a window in standard deviations of the window.',
  source: 'T. Moskowitz, Y. Ooi and L. Pedersen, Time series momentum (2012): returns scaled by their volatility',
  params: {
    of: input('Price.', { default: 'close' }),
    window: span('How far back the base lies, and returns in the standard deviation.', { min: 2 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'sigma',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }, origin) => ({
    share: window / (window - 1),
    base: history(window),
    past: history(1),
    sums: blockSums(window, origin, 2),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], [mean, m2]) => {
      logReturns(state.past, x, m2);
      rollingVariance(state.sums, m2, mean, m2);
      growth(state.base, x, out, 1);
      for (let i = 0; i < out.length; i++) out[i] = m2[i] === 0 ? 0 * out[i] : out[i] / Math.sqrt(m2[i] * state.share);
    }),
});
