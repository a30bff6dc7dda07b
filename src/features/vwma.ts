import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingMean, rollingSum } from './_helpers/blocks.ts';

/**
 * vwma = sum(volume x) / sum(volume) over the window.
 *
 * In: one price, volume. Out: price; the plain mean where nothing was traded in the window.
 * NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'vwma',
  version: 1,
  summary: 'Volume-weighted moving average.',
  source: 'https://tulipindicators.org/vwma',
  params: {
    of: input('Price to average.', { default: 'close' }),
    window: span('Bars averaged, the current one included.', { min: 2 }),
  },
  inputs: ({ of }) => [of, 'volume'],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({
    plain: blockSums(window, origin),
    traded: blockSums(window, origin, 1, false),
    flow: blockSums(window, origin, 1, false),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x, volume], [out], [traded, flow]) => {
      rollingMean(state.plain, x, out);
      rollingSum(state.traded, volume, traded);
      for (let i = 0; i < x.length; i++) flow[i] = x[i] * volume[i];
      rollingSum(state.flow, flow, flow);
      for (let i = 0; i < x.length; i++) if (traded[i] !== 0) out[i] = flow[i] / traded[i];
    }),
});
