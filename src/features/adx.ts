import { span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { forgetting, smooth, wilderOf } from './_helpers/smooth.ts';
import { directional, directionalOf } from './_helpers/directional.ts';

/**
 * adx = Wilder's average of dx = 100 |+DI - -DI| / (+DI + -DI), seeded by its simple mean over `window` values.
 *
 * In: high, low, close (price). Out: 0..100 (index). NaN for 2 window - 1 bars; at a bar with a missing price the output
 * is NaN and the averages are held. dx is held where both indicators are 0.
 */
export default defineFeature({
  type: 'adx',
  version: 1,
  summary: 'Average directional index: strength of a trend, whatever its direction.',
  source: 'J. W. Wilder, New Concepts in Technical Trading Systems (1978); https://ta-lib.org/functions/adx/',
  params: { window: span('Window of the three averages.', { min: 2, default: 14 }) },
  inputs: () => ['high', 'low', 'close'],
  unit: () => 'index',
  reach: ({ window }) => fromStart(forgetting(1 / window, window, { stages: 2 }) + 1),
  start: ({ window }) => ({ moves: directionalOf(window), average: wilderOf(window) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, (columns, [out], [plus, minus]) => {
      directional(state.moves, columns, [plus, minus, out]);
      smooth(state.average, out, out);
    }),
});
