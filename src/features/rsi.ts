import { input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { forgetting } from './_helpers/smooth.ts';
import { gainLoss, gainsAndLosses } from './_helpers/momentum.ts';

/**
 * rsi = 100 gain / (gain + loss), with gain and loss Wilder's averages of rises and falls (seed: simple mean of the
 * first `window` changes).
 *
 * In: one column, any unit. Out: 0..100 (index); 50 where nothing has moved.
 * NaN for the first `window` bars; at a NaN row the output is NaN and the averages are held.
 */
export default defineFeature({
  type: 'rsi',
  version: 1,
  summary: "Wilder's relative strength index.",
  source: 'J. W. Wilder, New Concepts in Technical Trading Systems (1978); https://ta-lib.org/functions/rsi/',
  params: {
    of: input('Column whose changes are weighed.', { default: 'close' }),
    window: span('Changes in the seed; a new change weighs 1 / window.', { min: 2 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'index',
  reach: ({ window }) => fromStart(forgetting(1 / window, window)),
  start: ({ window }) => gainLoss(window),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([x], [out], [loss]) => {
      gainsAndLosses(state, x, [out, loss]);
      for (let i = 0; i < x.length; i++) {
        const total = out[i] + loss[i];
        out[i] = (100 * out[i]) / total;
        if (total === 0) out[i] = 50;
      }
    }),
});
