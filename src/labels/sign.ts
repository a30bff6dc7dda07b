import { defineLabel } from '../core/contracts/label.ts';
import { span } from '../core/params.ts';

/**
 * y[t] = 1 where close[t + horizon] > close[t], else 0.
 *
 * In: close (price). Out: class 0 or 1. Reads rows t … t + horizon. NaN where the span leaves the data or a price is unknown.
 */
export default defineLabel({
  type: 'sign',
  version: 1,
  summary: 'Whether the price is higher after the horizon: class 0 or 1.',
  task: 'binary',
  unit: 'class',
  params: { horizon: span('How far ahead the comparison reaches.', { min: 1 }) },
  inputs: () => ['close'],
  horizon: ({ horizon }) => horizon,
  apply({ horizon }, [close], { value, first, last }) {
    for (let t = 0; t < close.length; t++) {
      const end = t + horizon;
      first[t] = t;
      last[t] = end;
      if (end >= close.length) continue;
      const change = close[end] - close[t];
      if (change === change) value[t] = change > 0 ? 1 : 0;
    }
  },
});
