import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingVariance } from './_helpers/blocks.ts';

/**
 * sd[t] = sqrt(sum((x - mean)^2) / (window - 1)) over x[t - window + 1 .. t].
 *
 * In: one column, any unit. Out: the same unit; exactly 0 where the window is flat.
 * NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_sd',
  version: 1,
  summary: 'Sample standard deviation of a column over a window.',
  source: 'https://en.wikipedia.org/wiki/Standard_deviation',
  params: {
    of: input('Column.'),
    window: span('Window length, the current bar included.', { min: 2 }),
  },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({ window, sums: blockSums(window, origin, 2) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([x], [out], [mean]) => {
      rollingVariance(state.sums, x, mean, out);
      const share = 1 / (state.window - 1);
      for (let i = 0; i < x.length; i++) out[i] = Math.sqrt(out[i] * share);
    }),
});
