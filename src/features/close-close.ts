import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';
import { history } from './_helpers/history.ts';
import { logReturns } from './_helpers/ohlc.ts';

/**
 * sigma = sqrt(mean(ln(close[t] / close[t-1])^2)) over the window: the mean return is taken as 0.
 *
 * In: close (price). Out: fraction per bar. NaN until window + 1 closes are known and while one is NaN or not above 0.
 */
export default defineFeature({
  type: 'close_close',
  version: 1,
  summary: 'Close-to-close volatility about a mean of zero.',
  source: 'https://en.wikipedia.org/wiki/Realized_variance',
  params: { window: span('Returns in the window, the current one included.', { min: 2 }) },
  inputs: () => ['close'],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }, origin) => ({ window, past: history(1), squares: blockSums(window, origin, 1, false) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, ([close], [out]) => {
      logReturns(state.past, close, out);
      for (let i = 0; i < out.length; i++) out[i] *= out[i];
      rollingSum(state.squares, out, out);
      for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(out[i] / state.window);
    }),
});
