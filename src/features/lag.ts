import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { history, lagged } from './_helpers/history.ts';

/**
 * out[t] = x[t - window].
 *
 * In: one column, any unit. Out: the same unit. NaN for the first `window` bars and where that row is NaN.
 */
export default defineFeature({
  type: 'lag',
  version: 1,
  summary: 'A column as it was some bars ago.',
  params: { of: input('Column.'), window: span('How many bars ago.', { min: 1 }) },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }) => history(window),
  push: (state, [x], [out]) => lagged(state, x, out),
});
