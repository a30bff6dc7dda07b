import { choice, input, list, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { history, joined } from './_helpers/history.ts';
import { DAY_MS } from './_helpers/civil.ts';

/**
 * ret.w[t] = x[t] / x[t - w] - 1, for each w of `windows`.
 *
 * In: one price; timestamp where `reset` is day. Out: fraction, one column per window, named by its bars.
 * NaN for the first w bars, where either price is NaN or the base is 0, and with `reset: day` where the base belongs to
 * another UTC day.
 */
export default defineFeature({
  type: 'returns',
  version: 1,
  summary: 'Simple returns over several windows.',
  source: 'https://en.wikipedia.org/wiki/Rate_of_return',
  params: {
    of: input('Price.', { default: 'close' }),
    windows: list('How far back each base lies.', span('Bars.', { min: 1 })),
    reset: choice('Whether a return may span midnight UTC.', ['none', 'day'], { default: 'none' }),
  },
  check: ({ windows }) =>
    new Set(windows).size === windows.length ? [] : [{ key: 'windows', message: 'must not repeat a window' }],
  inputs: ({ of, reset }) => (reset === 'day' ? [of, 'timestamp'] : [of]),
  outputs: ({ windows }) => windows.map(String),
  unit: () => 'fraction',
  reach: ({ windows }) => windowReach(Math.max(...windows) + 1),
  start: ({ windows, reset }) => {
    const depth = Math.max(...windows);
    return { windows: [...windows], prices: history(depth), days: reset === 'day' ? history(depth) : null };
  },
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, ([x, time], outputs) => {
      const { windows, prices, days } = state;
      const price = joined(prices, x);
      windows.forEach((window, k) => overWindow(price, prices.depth - window, x, outputs[k]));
      if (days === null) return;
      const day = joined(days, daysOf(time));
      for (let i = 1; i < day.length; i++) {
        if (day[i] === day[i - 1]) continue;
        // the bases of the rows that follow midnight lie before it
        const first = i - days.depth;
        windows.forEach((window, k) => outputs[k].fill(NaN, Math.max(0, first), Math.max(0, first + window)));
      }
    }),
});

/** `price` is `x` after the rows before it: the base of row i stands `back` rows behind its start. */
function overWindow(price: Float64Array, back: number, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < x.length; i++) {
    const ratio = x[i] / price[i + back];
    out[i] = ratio - 1 + (ratio - ratio); // the last term is 0, or NaN after a division by 0
  }
}

function daysOf(time: Float64Array): Float64Array {
  const days = new Float64Array(time.length);
  for (let i = 0; i < time.length; i++) days[i] = Math.floor(time[i] / DAY_MS);
  return days;
}
