import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingMean } from './_helpers/blocks.ts';
import { highest, lowest, rollingExtreme } from './_helpers/extremes.ts';

/**
 * raw = 100 (close - lowest low) / (highest high - lowest low) over fast_k bars; k = mean(raw, slow_k), d = mean(k,
 * slow_d).
 *
 * In: high, low, close (price). Out: k and d, 0..100 (index); raw is 50 where the window is flat.
 * NaN until the windows are full and while they hold a NaN.
 */
export default defineFeature({
  type: 'stoch',
  version: 1,
  summary: 'Slow stochastic oscillator.',
  source: 'https://ta-lib.org/functions/stoch/',
  params: {
    fast_k: span('Bars of the range.', { min: 1, default: 14 }),
    slow_k: span('Bars averaged into k.', { min: 1, default: 3 }),
    slow_d: span('Values of k averaged into d.', { min: 1, default: 3 }),
  },
  inputs: () => ['high', 'low', 'close'],
  outputs: () => ['k', 'd'],
  unit: () => 'index',
  reach: ({ fast_k, slow_k, slow_d }) => windowReach(fast_k + slow_k + slow_d - 2),
  start: ({ fast_k, slow_k, slow_d }, origin) => ({
    high: highest(fast_k, origin),
    low: lowest(fast_k, origin),
    k: blockSums(slow_k, origin),
    d: blockSums(slow_d, origin),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, ([high, low, close], [k, d]) => {
      rollingExtreme(state.high, high, k);
      rollingExtreme(state.low, low, d);
      for (let i = 0; i < close.length; i++) {
        const range = k[i] - d[i];
        k[i] = (100 * (close[i] - d[i])) / range;
        if (range === 0) k[i] = 50;
      }
      rollingMean(state.k, k, k);
      rollingMean(state.d, k, d);
    }),
});
