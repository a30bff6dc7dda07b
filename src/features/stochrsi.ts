import { input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingMean } from './_helpers/blocks.ts';
import { highest, lowest, rollingExtreme } from './_helpers/extremes.ts';
import { forgetting } from './_helpers/smooth.ts';
import { gainLoss, gainsAndLosses } from './_helpers/momentum.ts';

/**
 * k = 100 (rsi - lowest rsi) / (highest rsi - lowest rsi) over fast_k bars, d = mean(k, fast_d), with Wilder's rsi.
 *
 * In: one column, any unit. Out: k and d, 0..100 (index); k is 50 where the rsi is flat. NaN until the windows are full
 * and while they hold a NaN.
 */
export default defineFeature({
  type: 'stochrsi',
  version: 1,
  summary: 'Fast stochastic of the relative strength index.',
  source: 'T. Chande and S. Kroll, The New Technical Trader (1994); https://ta-lib.org/functions/stochrsi/',
  params: {
    of: input('Column whose changes are weighed.', { default: 'close' }),
    window: span('Window of the rsi.', { min: 2, default: 14 }),
    fast_k: span('Bars of the range of the rsi.', { min: 2, default: 14 }),
    fast_d: span('Values of k averaged into d.', { min: 1, default: 3 }),
  },
  inputs: ({ of }) => [of],
  outputs: () => ['k', 'd'],
  unit: () => 'index',
  // the range of the rsi may be narrow: what is left of the start is magnified
  reach: ({ window, fast_k, fast_d }) =>
    fromStart(forgetting(1 / window, window, { tolerance: 1e-12 }) + fast_k + fast_d),
  start: ({ window, fast_k, fast_d }, origin) => ({
    strength: gainLoss(window),
    high: highest(fast_k, origin),
    low: lowest(fast_k, origin),
    d: blockSums(fast_d, origin),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([x], [k, d], [rsi]) => {
      gainsAndLosses(state.strength, x, [rsi, d]);
      for (let i = 0; i < x.length; i++) {
        const total = rsi[i] + d[i];
        rsi[i] = (100 * rsi[i]) / total;
        if (total === 0) rsi[i] = 50;
      }
      rollingExtreme(state.high, rsi, k);
      rollingExtreme(state.low, rsi, d);
      for (let i = 0; i < x.length; i++) {
        const range = k[i] - d[i];
        k[i] = (100 * (rsi[i] - d[i])) / range;
        if (range <= 1e-12) k[i] = 50;
      }
      rollingMean(state.d, k, d);
    }),
});
