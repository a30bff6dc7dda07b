import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { kth, ordered, slide } from './_helpers/ordered.ts';

/**
 * median[t] of x[t - window + 1 .. t]; the mean of the two middle rows where the window is even.
 *
 * In: one column, any unit. Out: the same unit. NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_median',
  version: 1,
  summary: 'Median of a column over a window.',
  source: 'https://en.wikipedia.org/wiki/Median',
  params: { of: input('Column.'), window: span('Window length, the current bar included.', { min: 1 }) },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ window }) => ordered(window),
  push(state, [x], [out]) {
    const lower = (state.window - 1) >> 1;
    const upper = state.window >> 1;
    for (let i = 0; i < x.length; i++) {
      if (!slide(state, x[i])) out[i] = NaN;
      else if (lower === upper) out[i] = kth(state, lower);
      else out[i] = (kth(state, lower) + kth(state, upper)) / 2;
    }
  },
});
