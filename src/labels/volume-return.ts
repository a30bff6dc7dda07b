import { defineLabel } from '../core/contracts/label.ts';
import { choice, number, span } from '../core/params.ts';

/**
 * y[t] = (close[e] / base - 1) x 10,000 over the volume bar that begins with row t + 1: e is its first row at which the
 * volumes of rows t + 1 … e sum to `volume` or more, t + horizon at the latest. base = open[t + 1] (`from: next_open`) or
 * close[t] (`from: close`).
 *
 * In: open, close (price), volume. Out: bps. NaN where the span leaves the data, and where a volume up to e or one of the
 * two prices is unknown. The span is rows t + 1 … t + horizon (from: close: t …) even where the volume is traded early:
 * else the rows kept before a boundary would be those that trade fast.
 */
export default defineLabel({
  type: 'volume_return',
  version: 1,
  summary: 'Simple return over the next bar of equal volume, in bps.',
  source: 'M. Lopez de Prado, Advances in Financial Machine Learning (2018), section 2.3',
  task: 'regression',
  unit: 'bps',
  params: {
    volume: number('Volume of the bar, in units of the volume column.', { above: 0 }),
    horizon: span('Bars after which the bar ends, whatever was traded.', { min: 1 }),
    from: choice('Price the return starts at.', ['next_open', 'close'], { default: 'next_open' }),
  },
  inputs: () => ['open', 'close', 'volume'],
  horizon: ({ horizon }) => horizon,
  apply({ volume, horizon, from }, [open, close, traded], { value, first, last }) {
    for (let t = 0; t < close.length; t++) {
      first[t] = from === 'close' ? t : t + 1;
      last[t] = t + horizon;
      if (last[t] >= close.length) continue;
      const end = rowOfVolume(traded, t + 1, last[t], volume);
      if (end < 0) continue;
      value[t] = (close[end] / (from === 'close' ? close[t] : open[t + 1]) - 1) * 10_000;
    }
  },
});

/** First row from `start` up to which the volume is traded, `end` at the latest; -1 where a volume is unknown. */
function rowOfVolume(traded: Float64Array, start: number, end: number, volume: number): number {
  let sum = 0;
  for (let row = start; row <= end; row++) {
    sum += traded[row];
    if (sum >= volume) return row;
  }
  return sum === sum ? end : -1;
}
