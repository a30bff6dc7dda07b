import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { pairSums, rollingPair } from './_helpers/pairs.ts';
import { history, lagged } from './_helpers/history.ts';

/**
 * rho = corr(x[t], x[t - lag]) over the pairs of the window, within -1..1.
 *
 * In: one column, usually returns. Out: -1..1; 0 where the column is flat. NaN until window + lag rows are known and while
 * one is NaN.
 */
export default defineFeature({
  type: 'rolling_autocorrelation',
  version: 1,
  summary: 'Correlation of a column with its own past.',
  source: 'https://en.wikipedia.org/wiki/Autocorrelation',
  params: {
    of: input('Column.'),
    window: span('Pairs in the window.', { min: 3 }),
    lag: span('Bars between the rows of a pair.', { min: 1, default: 1 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'ratio',
  reach: ({ window, lag }) => windowReach(window + lag),
  start: ({ window, lag }, origin) => ({ past: history(lag), sums: pairSums(window, origin) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 3, ([x], [out], [before, xx, yy]) => {
      lagged(state.past, x, before);
      rollingPair(state.sums, [x, before], [xx, yy, out]);
      for (let i = 0; i < out.length; i++) {
        const scale = Math.sqrt(xx[i]) * Math.sqrt(yy[i]);
        out[i] = scale === 0 ? 0 : Math.max(-1, Math.min(1, out[i] / scale));
      }
    }),
});
