import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { blockSums, rollingMean } from './_helpers/blocks.ts';

/**
 * mean[t] = mean(x[t - window + 1 .. t]).
 *
 * In: one column, any unit. Out: the same unit; exact where the window is flat. NaN until the window is full and while it
 * holds a NaN.
 */
export default defineFeature({
  type: 'rolling_mean',
  version: 1,
  summary: 'Mean of a column over a window.',
  source: 'https://en.wikipedia.org/wiki/Moving_average',
  params: { of: input('Column.'), window: span('Window length, the current bar included.', { min: 1 }) },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => blockSums(window, origin),
  push: (state, [x], [out]) => rollingMean(state, x, out),
});
