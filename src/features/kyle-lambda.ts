import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { pairSums, rollingPair } from './_helpers/pairs.ts';
import { history } from './_helpers/history.ts';
import { logReturns } from './_helpers/ohlc.ts';

/**
 * lambda = cov(r, q) / var(q) over the window, r = ln(close[t] / close[t-1]), q = 2 taker_base - volume.
 *
 * In: close (price), volume, taker_base. Out: log return per unit of signed base volume; 0 where q is flat. NaN until
 * window + 1 bars are known and while one holds a NaN.
 */
export default defineFeature({
  type: 'kyle_lambda',
  version: 1,
  summary: 'Price impact: slope of returns on signed taker flow.',
  source: 'A. Kyle, Continuous auctions and insider trading (1985)',
  params: { window: span('Returns in the window, the current one included.', { min: 3 }) },
  inputs: () => ['close', 'volume', 'taker_base'],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }, origin) => ({ past: history(1), sums: pairSums(window, origin) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 3, ([close, volume, taker], [out], [ret, flow, rr]) => {
      logReturns(state.past, close, ret);
      for (let i = 0; i < out.length; i++) flow[i] = 2 * taker[i] - volume[i];
      rollingPair(state.sums, [ret, flow], [rr, flow, out]);
      for (let i = 0; i < out.length; i++) out[i] = flow[i] === 0 ? 0 * out[i] : out[i] / flow[i];
    }),
});
