import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';
import { logRatio } from './_helpers/ohlc.ts';

/**
 * sigma = sqrt(mean(ln(high / low)^2) / (4 ln 2)) over the window.
 *
 * In: high, low (price). Out: fraction per bar. NaN until the window is full and while a price in it is NaN or not above
 * 0.
 */
export default defineFeature({
  type: 'parkinson',
  version: 1,
  summary: 'Volatility from the range of each bar.',
  source: 'M. Parkinson, The extreme value method for estimating the variance of the rate of return (1980)',
  params: { window: span('Bars in the window, the current one included.', { min: 1 }) },
  inputs: () => ['high', 'low'],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({ window, squares: blockSums(window, origin, 1, false) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, ([high, low], [out]) => {
      const divisor = 4 * Math.LN2 * state.window;
      logRatio(high, low, out);
      for (let i = 0; i < out.length; i++) out[i] *= out[i];
      rollingSum(state.squares, out, out);
      for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(out[i] / divisor);
    }),
});
