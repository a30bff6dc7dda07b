import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { highest, lowest, rollingExtreme } from './_helpers/extremes.ts';

/**
 * willr = -100 (highest high - close) / (highest high - lowest low) over the window.
 *
 * In: high, low, close (price). Out: -100..0 (index); -50 where the window is flat. NaN until the window is full and
 * while it holds a NaN.
 */
export default defineFeature({
  type: 'willr',
  version: 1,
  summary: "Williams' range: where the close stands below the high of the window.",
  source: 'https://ta-lib.org/functions/willr/',
  params: { window: span('Window length, the current bar included.', { min: 2, default: 14 }) },
  inputs: () => ['high', 'low', 'close'],
  unit: () => 'index',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({ high: highest(window, origin), low: lowest(window, origin) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([high, low, close], [out], [bottom]) => {
      rollingExtreme(state.high, high, out);
      rollingExtreme(state.low, low, bottom);
      for (let i = 0; i < close.length; i++) {
        const range = out[i] - bottom[i];
        out[i] = (-100 * (out[i] - close[i])) / range;
        if (range === 0) out[i] = -50;
      }
    }),
});
