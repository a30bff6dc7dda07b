import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { pairSums, rollingPair } from './_helpers/pairs.ts';
import { history, lagged } from './_helpers/history.ts';
import { logReturns } from './_helpers/ohlc.ts';

/**
 * spread = 2 sqrt(-cov(r[t], r[t-1])) over the window, r = ln(close[t] / close[t-1]), sample covariance; 0 where it is not
 * negative.
 *
 * In: close (price). Out: fraction of the price. NaN until window + 2 closes are known and while one is NaN or not above
 * 0.
 */
export default defineFeature({
  type: 'roll',
  version: 1,
  summary: 'Effective spread from the bounce of returns.',
  source: 'R. Roll, A simple implicit measure of the effective bid-ask spread (1984)',
  params: { window: span('Pairs of returns in the window.', { min: 3 }) },
  inputs: () => ['close'],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window + 2),
  start: ({ window }, origin) => ({ window, prices: history(1), returns: history(1), sums: pairSums(window, origin) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 3, ([close], [out], [ret, xx, yy]) => {
      logReturns(state.prices, close, ret);
      lagged(state.returns, ret, out);
      rollingPair(state.sums, [ret, out], [xx, yy, out]);
      for (let i = 0; i < out.length; i++) out[i] = 2 * Math.sqrt(Math.max(0, -out[i] / (state.window - 1)));
    }),
});
