import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingMean, rollingSum } from './_helpers/blocks.ts';
import { typicalPrice } from './_helpers/ohlc.ts';

/**
 * vwap = sum(volume tp) / sum(volume), tp = (high + low + close) / 3, over the window.
 *
 * In: high, low, close (price), volume. Out: price; the mean tp where nothing was traded in the window. NaN until the
 * window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'vwap',
  version: 1,
  summary: 'Volume-weighted average price of a rolling window.',
  source: 'https://en.wikipedia.org/wiki/Volume-weighted_average_price',
  params: { window: span('Window length, the current bar included.', { min: 1 }) },
  inputs: () => ['high', 'low', 'close', 'volume'],
  unit: () => 'price',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({
    plain: blockSums(window, origin),
    traded: blockSums(window, origin, 1, false),
    flow: blockSums(window, origin, 1, false),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([high, low, close, volume], [out], [traded, flow]) => {
      typicalPrice([high, low, close], out);
      for (let i = 0; i < out.length; i++) flow[i] = out[i] * volume[i];
      rollingMean(state.plain, out, out);
      rollingSum(state.traded, volume, traded);
      rollingSum(state.flow, flow, flow);
      for (let i = 0; i < out.length; i++) if (traded[i] !== 0) out[i] = flow[i] / traded[i];
    }),
});
