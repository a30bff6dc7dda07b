import { defineLabel } from '../core/contracts/label.ts';
import { fraction, span } from '../core/params.ts';
import { touchFinder } from './_barriers.ts';

/**
 * y[t] = 1 where a high reaches close[t] x (1 + take_profit) within `horizon` bars and before any low reaches
 * close[t] x (1 - stop_loss), else 0. Both in one bar counts as the stop.
 *
 * In: high, low, close (price). Out: class 0 or 1. The span is rows t … t + horizon even where a barrier is reached early:
 * else the rows kept before a boundary would be those that resolve fast. NaN where the span leaves the data, or a price
 * is unknown up to the touch.
 */
export default defineLabel({
  type: 'tp_before_sl',
  version: 1,
  summary: 'Whether the take-profit is reached before the stop-loss: class 0 or 1.',
  task: 'binary',
  unit: 'class',
  params: {
    take_profit: fraction('Rise that wins, as a fraction of the close.', { above: 0 }),
    stop_loss: fraction('Fall that loses, as a fraction of the close.', { above: 0, below: 1 }),
    horizon: span('Bars after which neither counts.', { min: 1 }),
  },
  inputs: () => ['high', 'low', 'close'],
  horizon: ({ horizon }) => horizon,
  apply(values, [high, low, close], { value, first, last }) {
    const touch = touchFinder([high, low, close], values);
    for (let t = 0; t < close.length; t++) {
      first[t] = t;
      last[t] = t + values.horizon;
      if (last[t] >= close.length) continue;
      const { reached } = touch(t);
      if (reached !== 'unknown') value[t] = reached === 'target' ? 1 : 0;
    }
  },
});
