import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingVariance } from './_helpers/blocks.ts';
import { highest, rollingExtreme } from './_helpers/extremes.ts';
import { history } from './_helpers/history.ts';
import { logReturns } from './_helpers/ohlc.ts';

/**
 * pressure = (highest high over `window` - close) / (close x sd(r over sigma_window)), r = one-bar log returns, sample sd.
 *
 * In: high, close (price). Out: one-bar standard deviations of the price (of one hour on hourly bars): 0 at the high,
 * positive below it; 0 where the returns are flat. NaN until both windows are full and while a price in them is NaN or not
 * above 0.
 */
export default defineFeature({
  type: 'high_pressure',
  version: 2,
  summary: 'How far the close stands below the recent high, in standard deviations of one bar.',
  source: 'T. George and C. Hwang, The 52-week high and momentum investing (2004)',
  params: {
    window: span('Bars in which the high is sought, the current one included.', { min: 2 }),
    sigma_window: span('Returns whose standard deviation is the yardstick.', { min: 2 }),
  },
  inputs: () => ['high', 'close'],
  unit: () => 'sigma',
  reach: ({ window, sigma_window }) => windowReach(Math.max(window, sigma_window + 1)),
  start: ({ window, sigma_window }, origin) => ({
    divisor: sigma_window - 1,
    top: highest(window, origin),
    past: history(1),
    sums: blockSums(sigma_window, origin, 2),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([high, close], [out], [mean, m2]) => {
      logReturns(state.past, close, m2);
      rollingVariance(state.sums, m2, mean, m2);
      rollingExtreme(state.top, high, out);
      for (let i = 0; i < out.length; i++) {
        const distance = out[i] / close[i] - 1;
        out[i] = m2[i] === 0 ? 0 * distance : distance / Math.sqrt(m2[i] / state.divisor);
      }
    }),
});
