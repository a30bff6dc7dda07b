import { span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { forgetting, smooth, wilderOf } from './_helpers/smooth.ts';
import { trueRange } from './_helpers/ohlc.ts';

/**
 * natr = 100 atr / close.
 *
 * In: high, low, close (price). Out: index (hundredths of the close). NaN for the first `window` bars; at a bar with a
 * missing price or a close of 0 the output is NaN and the average is held.
 */
export default defineFeature({
  type: 'natr',
  version: 1,
  summary: 'Average true range relative to the close, times 100.',
  source: 'https://ta-lib.org/functions/natr/',
  params: { window: span('Bars in the seed; a new bar weighs 1 / window.', { min: 1, default: 14 }) },
  inputs: () => ['high', 'low', 'close'],
  unit: () => 'index',
  reach: ({ window }) => fromStart(forgetting(1 / window, window) + 1),
  start: ({ window }) => ({ last: { close: NaN }, average: wilderOf(window) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, ([high, low, close], [out]) => {
      trueRange(state.last, [high, low, close], out);
      smooth(state.average, out, out);
      for (let i = 0; i < out.length; i++) {
        const share = (100 * out[i]) / close[i];
        out[i] = share + (share - share); // the last term is 0, or NaN after a division by 0
      }
    }),
});
