import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';

/**
 * cmf = sum(volume ((close - low) - (high - close)) / (high - low)) / sum(volume) over the window.
 *
 * In: high, low, close (price), volume. Out: -1..1; a bar without range counts 0, a window without volume gives 0. NaN
 * until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'cmf',
  version: 1,
  summary: 'Chaikin money flow.',
  source: 'https://tulipindicators.org/cmf',
  params: { window: span('Window length, the current bar included.', { min: 1, default: 20 }) },
  inputs: () => ['high', 'low', 'close', 'volume'],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({
    flow: blockSums(window, origin, 1, false),
    traded: blockSums(window, origin, 1, false),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([high, low, close, volume], [out], [traded]) => {
      for (let i = 0; i < out.length; i++) {
        const range = high[i] - low[i];
        out[i] = (volume[i] * (2 * close[i] - low[i] - high[i])) / (range === 0 ? 1 : range);
      }
      rollingSum(state.flow, out, out);
      rollingSum(state.traded, volume, traded);
      for (let i = 0; i < out.length; i++) out[i] = traded[i] === 0 ? 0 : out[i] / traded[i];
    }),
});
