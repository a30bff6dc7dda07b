import { number, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { emaOf, forgetting, smooth, wilderOf } from './_helpers/smooth.ts';
import { trueRange } from './_helpers/ohlc.ts';

/**
 * middle = ema(close, window), upper / lower = middle +- multiple x atr(atr_window).
 *
 * In: high, low, close (price). Out: upper, middle, lower (price). NaN while an average is being seeded; at a bar with a
 * missing price the outputs are NaN and the averages are held.
 */
export default defineFeature({
  type: 'keltner',
  version: 1,
  summary: 'Channel of average true ranges round an exponential average.',
  source: 'https://en.wikipedia.org/wiki/Keltner_channel',
  params: {
    window: span('Window of the average.', { min: 2, default: 20 }),
    atr_window: span('Window of the average true range.', { min: 1, default: 10 }),
    multiple: number('Half the width of the channel, in average true ranges.', { above: 0, default: 2 }),
  },
  inputs: () => ['high', 'low', 'close'],
  outputs: () => ['upper', 'middle', 'lower'],
  unit: () => 'price',
  reach: ({ window, atr_window }) =>
    fromStart(Math.max(forgetting(2 / (window + 1), window), forgetting(1 / atr_window, atr_window) + 1)),
  start: ({ window, atr_window, multiple }) => ({
    multiple,
    average: emaOf(window),
    last: { close: NaN },
    range: wilderOf(atr_window),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, ([high, low, close], [upper, middle, lower]) => {
      trueRange(state.last, [high, low, close], lower);
      smooth(state.range, lower, lower);
      smooth(state.average, close, middle);
      for (let i = 0; i < close.length; i++) {
        const half = state.multiple * lower[i];
        upper[i] = middle[i] + half;
        lower[i] = middle[i] - half;
      }
    }),
});
