import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { lowest, rollingExtreme } from './_helpers/extremes.ts';

/**
 * min[t] = min(x[t - window + 1 .. t]).
 *
 * In: one column, any unit. Out: the same unit. NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_min',
  version: 1,
  summary: 'Lowest value of a column over a window.',
  source: 'M. van Herk, A fast algorithm for local minimum and maximum filters (1992)',
  params: { of: input('Column.'), window: span('Window length, the current bar included.', { min: 1 }) },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => lowest(window, origin),
  push: (state, [x], [out]) => rollingExtreme(state, x, out),
});
