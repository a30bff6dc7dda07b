import { defineLabel } from '../core/contracts/label.ts';
import { fraction, span } from '../core/params.ts';
import { touchFinder } from './_barriers.ts';

/**
 * y[t] = (exit / close[t] - 1) x 10,000 of a long position that leaves at close[t] x (1 + take_profit), at
 * close[t] x (1 - stop_loss), or at close[t + horizon], whichever comes first. Both barriers in one bar: the stop. A bar
 * that opens below the stop leaves at its open.
 *
 * In: open, high, low, close (price). Out: bps. The span is rows t … t + horizon even where a barrier is reached early:
 * else the rows kept before a boundary would be those that resolve fast. NaN where the span leaves the data, or a price
 * is unknown up to the exit.
 */
export default defineLabel({
  type: 'triple_barrier',
  version: 1,
  summary: 'Return of a long position with a target, a stop and a time limit, in bps.',
  source: 'Lopez de Prado (2018), Advances in Financial Machine Learning, 3.4',
  task: 'regression',
  unit: 'bps',
  params: {
    take_profit: fraction('Rise that takes the profit, as a fraction of the close.', { above: 0 }),
    stop_loss: fraction('Fall that stops the loss, as a fraction of the close.', { above: 0, below: 1 }),
    horizon: span('Bars after which the position is closed.', { min: 1 }),
  },
  inputs: () => ['open', 'high', 'low', 'close'],
  horizon: ({ horizon }) => horizon,
  apply(values, [open, high, low, close], { value, first, last }) {
    const touch = touchFinder([high, low, close], values);
    for (let t = 0; t < close.length; t++) {
      first[t] = t;
      last[t] = t + values.horizon;
      if (last[t] >= close.length) continue;
      const { reached, row, price } = touch(t);
      const exit = reached === 'stop' ? Math.min(open[row], price) : price;
      value[t] = (exit / close[t] - 1) * 10000;
    }
  },
});
