import { defineLabel } from '../core/contracts/label.ts';
import { log } from '../core/math/index.ts';
import { fraction, span } from '../core/params.ts';
import { slidingExtreme } from './_sliding.ts';

/**
 * y[t] = ln(down / up), down = max(close[t] - lowest low, floor x close[t]), up = max(highest high - close[t],
 * floor x close[t]) over rows t + 1 … t + horizon: above 0 where the fall reaches further than the rise.
 *
 * In: high, low, close (price). Out: unitless. Reads rows t … t + horizon. NaN where the span leaves the data or a price
 * in it is unknown.
 */
export default defineLabel({
  type: 'payoff_asymmetry',
  version: 1,
  summary: 'Log ratio of the furthest fall to the furthest rise over the next bars.',
  task: 'regression',
  unit: 'unitless',
  params: {
    horizon: span('How far ahead the extremes reach.', { min: 1 }),
    floor: fraction('Smallest rise or fall, as a fraction of the price.', { above: 0, default: 0.001 }),
  },
  inputs: () => ['high', 'low', 'close'],
  horizon: ({ horizon }) => horizon,
  apply({ horizon, floor }, [high, low, close], { value, first, last }) {
    const highest = slidingExtreme(high, horizon, Math.max);
    const lowest = slidingExtreme(low, horizon, Math.min);
    for (let t = 0; t < close.length; t++) {
      first[t] = t;
      last[t] = t + horizon;
      if (last[t] >= close.length) continue;
      const least = floor * close[t];
      value[t] = log(Math.max(close[t] - lowest[t + 1], least) / Math.max(highest[t + 1] - close[t], least));
    }
  },
});
