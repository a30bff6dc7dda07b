import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { history, joined } from './_helpers/history.ts';
import { typicalPrice } from './_helpers/ohlc.ts';

/**
 * profile = volume of the window's bars whose typical price (high + low + close) / 3 is below the current close, ties
 * by half, as a share of the window's volume.
 *
 * In: high, low, close (price), volume. Out: 0..1; 0.5 where nothing was traded. NaN until the window is full and while
 * it holds a NaN. Walks its window at each bar.
 */
export default defineFeature({
  type: 'volume_profile',
  version: 1,
  summary: 'Share of the recent volume that changed hands below the current price.',
  source: 'https://en.wikipedia.org/wiki/Market_profile',
  params: { window: span('Window length, the current bar included.', { min: 2 }) },
  inputs: () => ['high', 'low', 'close', 'volume'],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window }) => ({ window, prices: history(window - 1), volumes: history(window - 1) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, ([high, low, close, volume], [out]) => {
      const { window } = state;
      typicalPrice([high, low, close], out);
      const prices = joined(state.prices, out);
      const volumes = joined(state.volumes, volume);
      for (let i = 0; i < out.length; i++) {
        const level = close[i];
        let below = 0;
        let total = 0;
        let gap = 0;
        for (let k = i; k < i + window; k++) {
          const away = level - prices[k];
          gap += away - away;
          below += away > 0 ? volumes[k] : away === 0 ? volumes[k] / 2 : 0;
          total += volumes[k];
        }
        out[i] = gap + (total === 0 ? 0.5 : below / total);
      }
    }),
});
