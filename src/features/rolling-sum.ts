import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';

/**
 * sum[t] = sum(x[t - window + 1 .. t]).
 *
 * In: one column, any unit. Out: the same unit. NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_sum',
  version: 1,
  summary: 'Sum of a column over a window.',
  params: { of: input('Column.'), window: span('Window length, the current bar included.', { min: 1 }) },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => blockSums(window, origin, 1, false),
  push: (state, [x], [out]) => rollingSum(state, x, out),
});
