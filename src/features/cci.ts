import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingMean } from './_helpers/blocks.ts';
import { history, joined } from './_helpers/history.ts';
import { typicalPrice } from './_helpers/ohlc.ts';

/**
 * cci = (tp - mean(tp)) / (0.015 x mean |tp - mean(tp)|), tp = (high + low + close) / 3, over the window.
 *
 * In: high, low, close (price). Out: index, mostly -100..100; 0 where the window is flat. NaN until the window is full and
 * while it holds a NaN. Walks its window at each bar.
 */
export default defineFeature({
  type: 'cci',
  version: 1,
  summary: 'Commodity channel index.',
  source: 'D. Lambert, Commodities (1980); https://ta-lib.org/functions/cci/',
  params: { window: span('Window length, the current bar included.', { min: 2, default: 14 }) },
  inputs: () => ['high', 'low', 'close'],
  unit: () => 'index',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({ window, past: history(window - 1), sums: blockSums(window, origin) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, (columns, [out], [mean]) => {
      const { window } = state;
      typicalPrice(columns, out);
      rollingMean(state.sums, out, mean);
      const tp = joined(state.past, out);
      for (let i = 0; i < out.length; i++) {
        const centre = mean[i];
        let apart = 0;
        for (let k = i; k < i + window; k++) apart += Math.abs(tp[k] - centre);
        const flat = apart <= window * 4 * Number.EPSILON * Math.abs(centre);
        out[i] = flat ? 0 : (out[i] - centre) / ((0.015 * apart) / window);
      }
    }),
});
