import { defineLabel } from '../core/contracts/label.ts';
import { choice, span } from '../core/params.ts';

/**
 * y[t] = (close[t + horizon] / base - 1) x 10,000, with base = close[t] (`from: close`) or open[t + 1] (`from: next_open`).
 *
 * In: open, close (price). Out: bps. Reads rows t … t + horizon (from: close) or t + 1 … t + horizon.
 * NaN where the span leaves the data or a price in it is unknown.
 */
export default defineLabel({
  type: 'forward_return',
  version: 1,
  summary: 'Simple return over the next bars, in bps.',
  task: 'regression',
  unit: 'bps',
  params: {
    horizon: span('How far ahead the return reaches.', { min: 1 }),
    from: choice('Price the return starts at.', ['close', 'next_open'], { default: 'close' }),
  },
  inputs: () => ['open', 'close'],
  horizon: ({ horizon }) => horizon,
  apply({ horizon, from }, [open, close], { value, first, last }) {
    const rows = close.length;
    const lead = from === 'close' ? 0 : 1;
    for (let t = 0; t < rows; t++) {
      const end = t + horizon;
      first[t] = t + lead;
      last[t] = end;
      if (end >= rows) continue;
      const base = lead === 0 ? close[t] : open[t + 1];
      value[t] = (close[end] / base - 1) * 10000;
    }
  },
});
