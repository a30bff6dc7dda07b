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
    inTiles(inputs, outputs, 2, (columns, [out], [mean, apart]) => {
      const { window } = state;
      typicalPrice(columns, out);
      rollingMean(state.sums, out, mean);
      const tp = joined(state.past, out);
      apartOf(tp, window, mean, apart);
      for (let i = 0; i < out.length; i++) {
        const centre = mean[i];
        const flat = apart[i] <= window * 4 * Number.EPSILON * Math.abs(centre);
        out[i] = flat ? 0 : (out[i] - centre) / ((0.015 * apart[i]) / window);
      }
    }),
});

/** apart[i] = sum of |tp - mean[i]| over the window that begins at tp[i]. Four bars at once: their sums do not wait for each other. */
function apartOf(tp: Float64Array, window: number, mean: Float64Array, apart: Float64Array): void {
  const fours = mean.length - (mean.length % 4);
  for (let i = 0; i < fours; i += 4) {
    const [m0, m1, m2, m3] = [mean[i], mean[i + 1], mean[i + 2], mean[i + 3]];
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let k = i; k < i + window; k++) {
      s0 += Math.abs(tp[k] - m0);
      s1 += Math.abs(tp[k + 1] - m1);
      s2 += Math.abs(tp[k + 2] - m2);
      s3 += Math.abs(tp[k + 3] - m3);
    }
    apart[i] = s0;
    apart[i + 1] = s1;
    apart[i + 2] = s2;
    apart[i + 3] = s3;
  }
  for (let i = fours; i < mean.length; i++) {
    let sum = 0;
    for (let k = i; k < i + window; k++) sum += Math.abs(tp[k] - mean[i]);
    apart[i] = sum;
  }
}
