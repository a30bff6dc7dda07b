import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, isFlat, rollingSum, rollingVariance } from './_helpers/blocks.ts';
import { typicalPrice } from './_helpers/ohlc.ts';

/**
 * z[t] = (close[t] - vwap(w)) / sd(close over w), with vwap = sum(volume x (high + low + close) / 3) / sum(volume) and
 * the sample sd, both over w = rows t - window + 1 .. t.
 *
 * In: high, low, close (price), volume. Out: standard deviations; 0 where close is flat over the window. Where nothing
 * was traded in it, the mean close takes the place of vwap. NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'vwap_zscore',
  version: 1,
  summary: 'Distance of the close from the volume-weighted average price, in standard deviations of the close.',
  source: 'https://en.wikipedia.org/wiki/Volume-weighted_average_price',
  params: { window: span('Window length, the current bar included.', { min: 2 }) },
  inputs: () => ['high', 'low', 'close', 'volume'],
  unit: () => 'sigma',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({
    window,
    closes: blockSums(window, origin, 2),
    traded: blockSums(window, origin, 1, false),
    flow: blockSums(window, origin, 1, false),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 4, ([high, low, close, volume], [out], [mean, m2, traded, flow]) => {
      const { window } = state;
      rollingVariance(state.closes, close, mean, m2);
      rollingSum(state.traded, volume, traded);
      typicalPrice([high, low, close], flow);
      for (let i = 0; i < close.length; i++) flow[i] *= volume[i];
      rollingSum(state.flow, flow, flow);
      for (let i = 0; i < close.length; i++) {
        const vwap = traded[i] === 0 ? mean[i] : flow[i] / traded[i];
        const z = (close[i] - vwap) / Math.sqrt(m2[i] / (window - 1));
        out[i] = isFlat(m2[i], mean[i], window) ? 0 : z;
      }
    }),
});
