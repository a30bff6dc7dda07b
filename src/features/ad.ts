import { defineFeature, fromStart } from '../core/contracts/feature.ts';

/**
 * ad[t] = ad[t-1] + volume ((close - low) - (high - close)) / (high - low); a bar without range adds nothing.
 *
 * In: high, low, close (price), volume. Out: volume, a running total whose level depends on where it starts: it never
 * forgets. Where an input is NaN the output is NaN and the total is held.
 */
export default defineFeature({
  type: 'ad',
  version: 1,
  summary: 'Accumulation and distribution line.',
  source: 'https://ta-lib.org/functions/ad/',
  params: {},
  inputs: () => ['high', 'low', 'close', 'volume'],
  unit: () => 'volume',
  reach: () => fromStart(Infinity),
  start: () => ({ total: 0 }),
  push(state, [high, low, close, volume], [out]) {
    let total = state.total;
    for (let i = 0; i < close.length; i++) {
      const range = high[i] - low[i];
      const flow = volume[i] * (2 * close[i] - low[i] - high[i]);
      total += range > 0 ? flow / range : 0 * flow;
      out[i] = total;
    }
    if (total === total) {
      state.total = total;
      return;
    }
    total = state.total;
    for (let i = 0; i < close.length; i++) {
      const range = high[i] - low[i];
      const flow = (volume[i] * (2 * close[i] - low[i] - high[i])) / (range > 0 ? range : 1);
      if (flow === flow && range === range) total += range > 0 ? flow : 0;
      out[i] = flow === flow && range === range ? total : NaN;
    }
    state.total = total;
  },
});
