import { input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { forgetting } from './_helpers/smooth.ts';
import { convergence, convergenceOf } from './_helpers/momentum.ts';
import { fastBelowSlow } from './_helpers/checks.ts';

/**
 * line = 100 (ema(fast) - ema(slow)) / ema(slow), signal = ema(line), histogram = line - signal; the fast average is
 * seeded so that both start at bar slow - 1.
 *
 * In: one price. Out: index (hundredths of the slow average). NaN while an average is being seeded; at a NaN row the
 * outputs are NaN and the averages are held.
 */
export default defineFeature({
  type: 'ppo',
  version: 1,
  summary: 'Price oscillator: the distance of two averages relative to the slow one.',
  source: 'https://ta-lib.org/functions/ppo/',
  params: {
    of: input('Price.', { default: 'close' }),
    fast: span('Window of the fast average.', { min: 2, default: 12 }),
    slow: span('Window of the slow average.', { min: 2, default: 26 }),
    signal: span("Window of the line's own average.", { min: 1, default: 9 }),
  },
  check: fastBelowSlow,
  inputs: ({ of }) => [of],
  outputs: () => ['line', 'signal', 'histogram'],
  unit: () => 'index',
  reach: ({ slow, signal }) => fromStart(forgetting(2 / (slow + 1), slow) + forgetting(2 / (signal + 1), signal)),
  start: ({ fast, slow, signal }) => convergenceOf(fast, slow, signal),
  push: (state, inputs, outputs) => inTiles(inputs, outputs, 0, ([x], columns) => convergence(state, x, columns, true)),
});
