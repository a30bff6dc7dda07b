import { input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { forgetting } from './_helpers/smooth.ts';
import { convergence, convergenceOf } from './_helpers/momentum.ts';
import { fastBelowSlow } from './_helpers/checks.ts';

/**
 * line = ema(fast) - ema(slow), signal = ema(line), histogram = line - signal. The fast average is seeded so that both
 * start at bar slow - 1, as TA-Lib does.
 *
 * In: one price. Out: line, signal, histogram in its unit. NaN while an average is being seeded (line: slow - 1 bars,
 * signal and histogram: signal - 1 more); at a NaN row the outputs are NaN and the averages are held.
 */
export default defineFeature({
  type: 'macd',
  version: 1,
  summary: 'Moving average convergence and divergence.',
  source: 'https://ta-lib.org/functions/macd/',
  params: {
    of: input('Price.', { default: 'close' }),
    fast: span('Window of the fast average.', { min: 2, default: 12 }),
    slow: span('Window of the slow average.', { min: 2, default: 26 }),
    signal: span("Window of the line's own average.", { min: 1, default: 9 }),
  },
  check: fastBelowSlow,
  inputs: ({ of }) => [of],
  outputs: () => ['line', 'signal', 'histogram'],
  unit: (_, [of]) => of,
  reach: ({ slow, signal }) => fromStart(forgetting(2 / (slow + 1), slow) + forgetting(2 / (signal + 1), signal)),
  start: ({ fast, slow, signal }) => convergenceOf(fast, slow, signal),
  push: (state, inputs, outputs) => inTiles(inputs, outputs, 0, ([x], outputs) => convergence(state, x, outputs)),
});
