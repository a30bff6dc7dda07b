import { input, integer, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { countBelow, countUpTo, ordered, slide } from './_helpers/ordered.ts';

/**
 * regime[t] = 1 + floor(bins (below + (ties - 1) / 2) / window), by the rank of x[t] among x[t - window + 1 .. t].
 *
 * In: one column, usually a volatility. Out: category 1 (lowest) .. bins (highest), the middle one in a flat window.
 * NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'volatility_regime',
  version: 1,
  summary: 'Which part of its own trailing distribution a column is in.',
  source: 'https://en.wikipedia.org/wiki/Quantile',
  params: {
    of: input('Column to sort into regimes.'),
    window: span('Window length, the current bar included.', { min: 2 }),
    bins: integer('Number of regimes.', { min: 2, max: 100, default: 3 }),
  },
  check: ({ window, bins }) =>
    bins <= window
      ? []
      : [{ key: 'bins', message: 'must not be more than the bars of "window"', expected: `<= ${window}` }],
  inputs: ({ of }) => [of],
  unit: () => 'category',
  reach: ({ window }) => windowReach(window),
  start: ({ window, bins }) => ({ window, bins, rows: ordered(window) }),
  push(state, [x], [out]) {
    const { window, bins, rows } = state;
    for (let i = 0; i < x.length; i++) {
      const full = slide(rows, x[i]);
      const middle = full ? (countBelow(rows, x[i]) + countUpTo(rows, x[i]) - 1) / 2 : NaN;
      out[i] = 1 + Math.floor((bins * middle) / window);
    }
  },
});
