import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';
import { fastBelowSlow } from './_helpers/checks.ts';

/**
 * ratio = mean(volume, fast) / mean(volume, slow).
 *
 * In: volume (or another column that is never below 0). Out: ratio; 1 where both means are 0. NaN until the slow window is
 * full and while it holds a NaN.
 */
export default defineFeature({
  type: 'volume_ratio',
  version: 1,
  summary: 'Recent volume relative to its longer average.',
  params: {
    of: input('Column whose means are compared.', { default: 'volume' }),
    fast: span('Short window.', { min: 1 }),
    slow: span('Long window.', { min: 2 }),
  },
  check: fastBelowSlow,
  inputs: ({ of }) => [of],
  unit: () => 'ratio',
  reach: ({ slow }) => windowReach(slow),
  start: ({ fast, slow }, origin) => ({
    share: slow / fast,
    fast: blockSums(fast, origin, 1, false),
    slow: blockSums(slow, origin, 1, false),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([x], [out], [slow]) => {
      rollingSum(state.fast, x, out);
      rollingSum(state.slow, x, slow);
      for (let i = 0; i < out.length; i++) out[i] = slow[i] === 0 ? 1 : (state.share * out[i]) / slow[i];
    }),
});
