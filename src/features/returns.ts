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
      const { depth } = prices;
      const price = joined(prices, x);
      const day =
        days === null
          ? null
          : joined(
              days,
              time.map((ms) => Math.floor(ms / DAY_MS)),
            );
      windows.forEach((window, k) => {
        const out = outputs[k];
        const back = depth - window;
        for (let i = 0; i < x.length; i++) {
          const base = price[i + back];
          const within = day === null || day[i + back] === day[i + depth];
          out[i] = within && base !== 0 ? x[i] / base - 1 : NaN;
        }
      });
    }),
});
