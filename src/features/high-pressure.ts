import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingVariance } from './_helpers/blocks.ts';
import { highest, rollingExtreme } from './_helpers/extremes.ts';
import { history } from './_helpers/history.ts';
import { logRatio, logReturns } from './_helpers/ohlc.ts';

/**
 * pressure = ln(close / highest high over `window`) / (sd(r over sigma_window) sqrt(window)), r = one-bar log returns.
 *
 * In: high, close (price). Out: standard deviations, 0 at the high and negative below it; 0 where the returns are flat.
 * NaN until both windows are full and while a price in them is NaN or not above 0.
 */
export default defineFeature({
  type: 'high_pressure',
  version: 1,
  summary: 'How far the close stands below the recent high, in standard deviations of the window.',
  source: 'T. George and C. Hwang, The 52-week high and momentum investing (2004)',
  params: {
    window: span('Bars in which the high is sought, the current one included.', { min: 2 }),
    sigma_window: span('Returns whose standard deviation is the yardstick.', { min: 2 }),
  },
  inputs: () => ['high', 'close'],
  unit: () => 'sigma',
  reach: ({ window, sigma_window }) => windowReach(Math.max(window, sigma_window + 1)),
  start: ({ window, sigma_window }, origin) => ({
    divisor: (sigma_window - 1) / window,
    top: highest(window, origin),
    past: history(1),
    sums: blockSums(sigma_window, origin, 2),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([high, close], [out], [mean, m2]) => {
      logReturns(state.past, close, m2);
      rollingVariance(state.sums, m2, mean, m2);
      rollingExtreme(state.top, high, out);
      logRatio(close, out, out);
      for (let i = 0; i < out.length; i++)
        out[i] = m2[i] === 0 ? 0 * out[i] : out[i] / Math.sqrt(m2[i] / state.divisor);
    }),
});
