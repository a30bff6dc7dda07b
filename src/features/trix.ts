import { input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { emaOf, forgetting, smoothThrice } from './_helpers/smooth.ts';
import { growth, history } from './_helpers/history.ts';

/**
 * trix = 100 (e[t] / e[t-1] - 1), e = ema(ema(ema(x))).
 *
 * In: one price. Out: index (hundredths per bar). NaN for 3 (window - 1) + 1 bars; at a NaN row the output is NaN and the
 * averages are held.
 */
export default defineFeature({
  type: 'trix',
  version: 1,
  summary: 'One-bar rate of change of a triple exponential average.',
  source: 'https://ta-lib.org/functions/trix/',
  params: {
    of: input('Price.', { default: 'close' }),
    window: span('Window of the three averages.', { min: 2, default: 15 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'index',
  reach: ({ window }) => fromStart(forgetting(2 / (window + 1), window, { stages: 3 }) + 1),
  start: ({ window }) => ({ stages: [emaOf(window), emaOf(window), emaOf(window)], past: history(1) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], [first, third]) => {
      smoothThrice(state.stages, x, [first, out, third]);
      growth(state.past, third, out, 100);
    }),
});
