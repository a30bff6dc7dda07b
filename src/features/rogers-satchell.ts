import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingMean } from './_helpers/blocks.ts';
import { logRatio } from './_helpers/ohlc.ts';

/**
 * sigma = sqrt(mean(ln(high / close) ln(high / open) + ln(low / close) ln(low / open))) over the window.
 *
 * In: open, high, low, close (price). Out: fraction per bar; 0 where the mean is below 0. NaN until the window is full and
 * while a price in it is NaN or not above 0.
 */
export default defineFeature({
  type: 'rogers_satchell',
  version: 1,
  summary: 'Volatility from the prices of each bar, right under drift.',
  source: 'L. Rogers and S. Satchell, Estimating variance from high, low and closing prices (1991)',
  params: { window: span('Bars in the window, the current one included.', { min: 1 }) },
  inputs: () => ['open', 'high', 'low', 'close'],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => blockSums(window, origin),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 3, ([open, high, low, close], [out], [up, down, body]) => {
      logRatio(high, open, up);
      logRatio(low, open, down);
      logRatio(close, open, body);
      for (let i = 0; i < out.length; i++) out[i] = up[i] * (up[i] - body[i]) + down[i] * (down[i] - body[i]);
      rollingMean(state, out, out);
      for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(Math.max(0, out[i]));
    }),
});
