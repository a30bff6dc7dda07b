import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { trueRange } from './_helpers/ohlc.ts';

/**
 * tr = max(high - low, |high - close[t-1]|, |low - close[t-1]|).
 *
 * In: high, low, close (price). Out: price. NaN at the first bar and where a price of the bar is missing; measured from
 * the last known close.
 */
export default defineFeature({
  type: 'true_range',
  version: 1,
  summary: 'Range of a bar, the gap from the close before included.',
  source: 'https://ta-lib.org/functions/trange/',
  params: {},
  inputs: () => ['high', 'low', 'close'],
  unit: () => 'price',
  reach: () => fromStart(2),
  start: () => ({ close: NaN }),
  push: (state, columns, [out]) => trueRange(state, columns, out),
});
