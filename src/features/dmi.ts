import { span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { forgetting } from './_helpers/smooth.ts';
import { directional, directionalOf } from './_helpers/directional.ts';

/**
 * plus = 100 sum(+DM) / sum(TR), minus = 100 sum(-DM) / sum(TR), dx = 100 |plus - minus| / (plus + minus), with Wilder's
 * decaying sums of directional movement and true range.
 *
 * In: high, low, close (price). Out: plus, minus, dx, 0..100 each (index). NaN for the first `window` bars; at a bar with
 * a missing price the outputs are NaN and the sums are held. dx is held where plus and minus are 0.
 */
export default defineFeature({
  type: 'dmi',
  version: 1,
  summary: 'Directional movement indicators.',
  source: 'J. W. Wilder, New Concepts in Technical Trading Systems (1978); https://ta-lib.org/functions/plus_di/',
  params: { window: span('Window of the sums.', { min: 2, default: 14 }) },
  inputs: () => ['high', 'low', 'close'],
  outputs: () => ['plus', 'minus', 'dx'],
  unit: () => 'index',
  reach: ({ window }) => fromStart(forgetting(1 / window, window) + 1),
  start: ({ window }) => directionalOf(window),
  push: (state, columns, outputs) => directional(state, columns, outputs),
});
