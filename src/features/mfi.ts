import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';
import { history, lagged } from './_helpers/history.ts';
import { typicalPrice } from './_helpers/ohlc.ts';

/**
 * mfi = 100 up / (up + down), with the flow tp x volume (tp = (high + low + close) / 3) summed over the bars of the
 * window whose tp rose (up) or fell (down).
 *
 * In: high, low, close (price), volume. Out: 0..100 (index); 50 where nothing flowed. NaN for the first `window` bars and
 * while the window holds a NaN.
 */
export default defineFeature({
  type: 'mfi',
  version: 1,
  summary: 'Money flow index.',
  source: 'https://ta-lib.org/functions/mfi/',
  params: { window: span('Changes in the window, the current one included.', { min: 2, default: 14 }) },
  inputs: () => ['high', 'low', 'close', 'volume'],
  unit: () => 'index',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }, origin) => ({
    past: history(1),
    up: blockSums(window, origin, 1, false),
    down: blockSums(window, origin, 1, false),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([high, low, close, volume], [out], [up, down]) => {
      typicalPrice([high, low, close], up);
      lagged(state.past, up, down);
      for (let i = 0; i < out.length; i++) {
        const change = up[i] - down[i];
        const flow = up[i] * volume[i];
        const gap = change - change; // 0, or NaN where either price is
        // no branch on the sign, which would be mispredicted every other bar
        up[i] = gap + Number(change > 0) * flow;
        down[i] = gap + Number(change < 0) * flow;
      }
      rollingSum(state.up, up, up);
      rollingSum(state.down, down, down);
      for (let i = 0; i < out.length; i++) {
        const total = up[i] + down[i];
        out[i] = (100 * up[i]) / total;
        if (total === 0) out[i] = 50;
      }
    }),
});
