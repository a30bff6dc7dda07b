import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { pairSums, rollingPair } from './_helpers/pairs.ts';

/**
 * rho = cov(x, y) / (sd(x) sd(y)) over the window, within -1..1.
 *
 * In: two columns, any unit. Out: -1..1; 0 where either is flat. NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_correlation',
  version: 1,
  summary: "Pearson's correlation of two columns over a window.",
  source: 'https://ta-lib.org/functions/correl/',
  params: {
    of: input('First column.'),
    against: input('Second column.'),
    window: span('Window length, the current bar included.', { min: 2 }),
  },
  inputs: ({ of, against }) => [of, against],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => pairSums(window, origin),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x, y], [out], [xx, yy]) => {
      rollingPair(state, [x, y], [xx, yy, out]);
      for (let i = 0; i < out.length; i++) {
        const scale = Math.sqrt(xx[i]) * Math.sqrt(yy[i]);
        out[i] = scale === 0 ? 0 : Math.max(-1, Math.min(1, out[i] / scale));
      }
    }),
});
