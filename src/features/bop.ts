import { defineFeature, windowReach } from '../core/contracts/feature.ts';

/**
 * bop = (close - open) / (high - low).
 *
 * In: open, high, low, close (price). Out: -1..1; 0 where high equals low. NaN where a price is NaN.
 */
export default defineFeature({
  type: 'bop',
  version: 1,
  summary: 'Balance of power: the body of a bar relative to its range.',
  source: 'https://ta-lib.org/functions/bop/',
  params: {},
  inputs: () => ['open', 'high', 'low', 'close'],
  unit: () => 'ratio',
  reach: () => windowReach(1),
  start: () => ({}),
  push(_, [open, high, low, close], [out]) {
    for (let i = 0; i < close.length; i++) {
      const range = high[i] - low[i];
      const body = close[i] - open[i];
      out[i] = body / range;
      if (range === 0) out[i] = 0 * body;
    }
  },
});
