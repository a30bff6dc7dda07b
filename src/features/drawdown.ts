import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { highest, rollingExtreme } from './_helpers/extremes.ts';

/**
 * drawdown[t] = x[t] / max(x[t - window + 1 .. t]) - 1.
 *
 * In: one price. Out: fraction, 0 at the high and negative below. NaN until the window is full, while it holds a NaN and
 * where the high is 0.
 */
export default defineFeature({
  type: 'drawdown',
  version: 1,
  summary: 'Distance of a price below its highest value in the window.',
  source: 'https://en.wikipedia.org/wiki/Drawdown_(economics)',
  params: {
    of: input('Price.', { default: 'close' }),
    window: span('Window length, the current bar included.', { min: 2 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'fraction',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => highest(window, origin),
  push(state, [x], [out]) {
    rollingExtreme(state, x, out);
    for (let i = 0; i < x.length; i++) out[i] = out[i] === 0 ? NaN : x[i] / out[i] - 1;
  },
});
