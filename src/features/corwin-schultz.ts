import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { exp } from '../core/math/index.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingMean } from './_helpers/blocks.ts';
import { history, lagged } from './_helpers/history.ts';
import { logRatio } from './_helpers/ohlc.ts';

/**
 * spread = mean of max(0, 2 (e^a - 1) / (1 + e^a)) over the window, a = (sqrt(2 b) - sqrt(b)) / c - sqrt(g / c),
 * c = 3 - 2 sqrt(2), b = ln(high / low)^2 summed over two bars, g = ln(high / low)^2 of the two as one.
 *
 * In: high, low (price). Out: fraction of the price. NaN until window + 1 bars are known and while a price is NaN or not
 * above 0.
 */
export default defineFeature({
  type: 'corwin_schultz',
  version: 1,
  summary: 'Spread from highs and lows of pairs of bars.',
  source: 'S. Corwin and P. Schultz, A simple way to estimate bid-ask spreads from daily high and low prices (2012)',
  params: { window: span('Pairs of bars in the window.', { min: 1 }) },
  inputs: () => ['high', 'low'],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }, origin) => ({
    high: history(1),
    low: history(1),
    ranges: history(1),
    mean: blockSums(window, origin),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 3, ([high, low], [out], [top, bottom, range]) => {
      const c = 3 - 2 * Math.SQRT2;
      lagged(state.high, high, top);
      lagged(state.low, low, bottom);
      for (let i = 0; i < out.length; i++) {
        top[i] = Math.max(top[i], high[i]);
        bottom[i] = Math.min(bottom[i], low[i]);
      }
      logRatio(top, bottom, top);
      logRatio(high, low, range);
      lagged(state.ranges, range, bottom);
      for (let i = 0; i < out.length; i++) {
        const b = range[i] * range[i] + bottom[i] * bottom[i];
        const a = (Math.sqrt(2 * b) - Math.sqrt(b)) / c - top[i] / Math.sqrt(c);
        const e = exp(a);
        out[i] = Math.max(0, (2 * (e - 1)) / (1 + e));
      }
      rollingMean(state.mean, out, out);
    }),
});
