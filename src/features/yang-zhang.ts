import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingMean, rollingVariance } from './_helpers/blocks.ts';
import { history, lagged } from './_helpers/history.ts';
import { logRatio } from './_helpers/ohlc.ts';

/**
 * sigma^2 = var(ln(open / close[t-1])) + k var(ln(close / open)) + (1 - k) rs over the window, with the mean
 * Rogers-Satchell term rs, sample variances and k = 0.34 / (1.34 + (n + 1) / (n - 1)).
 *
 * In: open, high, low, close (price). Out: fraction per bar. NaN until window + 1 bars are known and while a price is NaN
 * or not above 0.
 */
export default defineFeature({
  type: 'yang_zhang',
  version: 1,
  summary: 'Volatility from gaps, bodies and ranges; right under drift and gaps.',
  source:
    'D. Yang and Q. Zhang, Drift-independent volatility estimation based on high, low, open and close prices (2000)',
  params: { window: span('Bars in the window, the current one included.', { min: 2 }) },
  inputs: () => ['open', 'high', 'low', 'close'],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }, origin) => ({
    window,
    past: history(1),
    gaps: blockSums(window, origin, 2),
    bodies: blockSums(window, origin, 2),
    terms: blockSums(window, origin),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 4, ([open, high, low, close], [out], [up, body, gap, mean]) => {
      const { window } = state;
      const k = 0.34 / (1.34 + (window + 1) / (window - 1));
      logRatio(high, open, up);
      logRatio(low, open, out);
      logRatio(close, open, body);
      for (let i = 0; i < out.length; i++) up[i] = up[i] * (up[i] - body[i]) + out[i] * (out[i] - body[i]);
      rollingMean(state.terms, up, up);
      lagged(state.past, close, gap);
      logRatio(open, gap, gap);
      rollingVariance(state.gaps, gap, mean, gap);
      rollingVariance(state.bodies, body, mean, body);
      for (let i = 0; i < out.length; i++) {
        const variance = (gap[i] + k * body[i]) / (window - 1) + (1 - k) * up[i];
        out[i] = Math.sqrt(Math.max(0, variance));
      }
    }),
});
