import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { pairSums, rollingPair } from './_helpers/pairs.ts';

/**
 * beta = cov(x, y) / var(y) over the window: slope of `of` on `against`.
 *
 * In: two columns, usually returns. Out: ratio of their units; 0 where `against` is flat. NaN until the window is full and
 * while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_beta',
  version: 1,
  summary: 'Slope of one column on another over a window.',
  source: 'https://en.wikipedia.org/wiki/Beta_(finance)',
  params: {
    of: input('Column explained.'),
    against: input('Column it is regressed on.'),
    window: span('Window length, the current bar included.', { min: 2 }),
  },
  inputs: ({ of, against }) => [of, against],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => pairSums(window, origin),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x, y], [out], [xx, yy]) => {
      rollingPair(state, [x, y], [xx, yy, out]);
      for (let i = 0; i < out.length; i++) out[i] = yy[i] === 0 ? 0 * out[i] : out[i] / yy[i];
    }),
});
