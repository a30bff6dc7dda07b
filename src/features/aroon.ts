import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { highest, lowest, rollingExtremeAge } from './_helpers/extremes.ts';

/**
 * up = 100 (window - bars since the highest high) / window over window + 1 bars, down likewise for the lowest low,
 * oscillator = up - down. Of equal extremes the latest counts.
 *
 * In: high, low (price). Out: up and down 0..100, oscillator -100..100 (index). NaN for the first `window` bars and while
 * the window holds a NaN.
 */
export default defineFeature({
  type: 'aroon',
  version: 1,
  summary: 'How long ago the high and the low of the window were.',
  source: 'https://ta-lib.org/functions/aroon/',
  params: { window: span('How far back an extreme may lie.', { min: 2, default: 14 }) },
  inputs: () => ['high', 'low'],
  outputs: () => ['up', 'down', 'oscillator'],
  unit: () => 'index',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }, origin) => ({ window, high: highest(window + 1, origin), low: lowest(window + 1, origin) }),
  push(state, [high, low], [up, down, oscillator]) {
    const { window } = state;
    rollingExtremeAge(state.high, high, up);
    rollingExtremeAge(state.low, low, down);
    for (let i = 0; i < high.length; i++) {
      up[i] = (100 * (window - up[i])) / window;
      down[i] = (100 * (window - down[i])) / window;
      oscillator[i] = up[i] - down[i];
    }
  },
});
