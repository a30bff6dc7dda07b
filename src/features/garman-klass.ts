import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingMean } from './_helpers/blocks.ts';
import { logRatio } from './_helpers/ohlc.ts';

/**
 * sigma = sqrt(mean(ln(high / low)^2 / 2 - (2 ln 2 - 1) ln(close / open)^2)) over the window; 0 where the mean is below 0.
 *
 * In: open, high, low, close (price). Out: fraction per bar. NaN until the window is full and while a price in it is NaN
 * or not above 0.
 */
export default defineFeature({
  type: 'garman_klass',
  version: 1,
  summary: 'Volatility from the range and the body of each bar.',
  source: 'M. Garman and M. Klass, On the estimation of security price volatilities (1980)',
  params: { window: span('Bars in the window, the current one included.', { min: 1 }) },
  inputs: () => ['open', 'high', 'low', 'close'],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({ window, terms: blockSums(window, origin) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([open, high, low, close], [out], [body]) => {
      logRatio(high, low, out);
      logRatio(close, open, body);
      for (let i = 0; i < out.length; i++) {
        out[i] = (out[i] * out[i]) / 2 - (2 * Math.LN2 - 1) * body[i] * body[i];
      }
      rollingMean(state.terms, out, out);
      for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(Math.max(0, out[i]));
    }),
});
