import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { highest, lowest, rollingExtreme } from './_helpers/extremes.ts';

/**
 * upper = highest high, lower = lowest low over the window (the current bar included), middle = their mean, position =
 * (close - lower) / (upper - lower).
 *
 * In: high, low, close (price). Out: upper, middle, lower (price), position 0..1, 0.5 where the window is flat. NaN until
 * the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'donchian',
  version: 1,
  summary: 'Channel of the highest high and the lowest low.',
  source: 'https://en.wikipedia.org/wiki/Donchian_channel',
  params: { window: span('Window length, the current bar included.', { min: 1, default: 20 }) },
  inputs: () => ['high', 'low', 'close'],
  outputs: () => ['upper', 'middle', 'lower', 'position'],
  unit: () => 'price',
  units: () => ['price', 'price', 'price', 'ratio'],
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({ high: highest(window, origin), low: lowest(window, origin) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, ([high, low, close], [upper, middle, lower, position]) => {
      rollingExtreme(state.high, high, upper);
      rollingExtreme(state.low, low, lower);
      for (let i = 0; i < close.length; i++) {
        const range = upper[i] - lower[i];
        middle[i] = (upper[i] + lower[i]) / 2;
        position[i] = (close[i] - lower[i]) / range;
        if (range === 0) position[i] = 0.5;
      }
    }),
});
