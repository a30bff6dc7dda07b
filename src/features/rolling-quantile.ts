import { fraction, input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { ordered, quantileOf, slide } from './_helpers/ordered.ts';

/**
 * q-quantile[t] of x[t - window + 1 .. t], type 7: linear between the order statistics round (window - 1) q.
 *
 * In: one column, any unit. Out: the same unit. NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_quantile',
  version: 1,
  summary: 'Quantile of a column over a window.',
  source: 'R. Hyndman and Y. Fan, Sample quantiles in statistical packages (1996)',
  params: {
    of: input('Column.'),
    window: span('Window length, the current bar included.', { min: 1 }),
    quantile: fraction('Share of the window below the value.', { min: 0, max: 1 }),
  },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ window, quantile }) => ({ quantile, rows: ordered(window) }),
  push({ quantile, rows }, [x], [out]) {
    for (let i = 0; i < x.length; i++) out[i] = slide(rows, x[i]) ? quantileOf(rows, quantile) : NaN;
  },
});
