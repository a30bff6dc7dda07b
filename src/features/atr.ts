import { span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { forgetting, smooth, wilderOf } from './_helpers/smooth.ts';
import { trueRange } from './_helpers/ohlc.ts';

/**
 * atr = Wilder's average of the true range max(high - low, |high - close[t-1]|, |low - close[t-1]|), seeded by its
 * simple mean over bars 1 .. window.
 *
 * In: high, low, close (price). Out: price. NaN for the first `window` bars; at a bar with a missing price the output is
 * NaN and the average is held.
 */
export default defineFeature({
  type: 'atr',
  version: 1,
  summary: 'Average true range.',
  source: 'J. W. Wilder, New Concepts in Technical Trading Systems (1978); https://ta-lib.org/functions/atr/',
  params: { window: span('Bars in the seed; a new bar weighs 1 / window.', { min: 1, default: 14 }) },
  inputs: () => ['high', 'low', 'close'],
  unit: () => 'price',
  reach: ({ window }) => fromStart(forgetting(1 / window, window) + 1),
  start: ({ window }) => ({ last: { close: NaN }, average: wilderOf(window) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, (columns, [out]) => {
      trueRange(state.last, columns, out);
      smooth(state.average, out, out);
    }),
});
