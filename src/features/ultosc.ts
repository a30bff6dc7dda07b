import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { history, joined, lagged } from './_helpers/history.ts';

/**
 * ultosc = 100 (4 r(fast) + 2 r(middle) + r(slow)) / 7, r(n) = sum of (close - true low) / sum of (true high - true low)
 * over n bars, true = the previous close counts as a price of the bar.
 *
 * In: high, low, close (price). Out: 0..100 (index); r is 0.5 where the range is 0. NaN for the first `slow` bars and
 * while the window holds a NaN.
 */
export default defineFeature({
  type: 'ultosc',
  version: 1,
  summary: 'Ultimate oscillator over three windows.',
  source: 'L. Williams (1985); https://ta-lib.org/functions/ultosc/',
  params: {
    fast: span('Shortest window.', { min: 1, default: 7 }),
    middle: span('Middle window.', { min: 2, default: 14 }),
    slow: span('Longest window.', { min: 3, default: 28 }),
  },
  check: ({ fast, middle, slow }) =>
    fast < middle && middle < slow ? [] : [{ key: 'middle', message: 'must lie between "fast" and "slow"' }],
  inputs: () => ['high', 'low', 'close'],
  unit: () => 'index',
  reach: ({ slow }) => windowReach(slow + 1),
  start: ({ fast, middle, slow }) => ({
    windows: [fast, middle, slow],
    close: history(1),
    pressure: history(slow - 1),
    range: history(slow - 1),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([high, low, close], [out], [pressure, range]) => {
      lagged(state.close, close, out);
      for (let i = 0; i < close.length; i++) {
        const bottom = Math.min(low[i], out[i]);
        pressure[i] = close[i] - bottom;
        range[i] = Math.max(high[i], out[i]) - bottom;
      }
      const above = nestedSums(joined(state.pressure, pressure), state.windows);
      const total = nestedSums(joined(state.range, range), state.windows);
      out.fill(0);
      for (let k = 0; k < 3; k++) {
        const weight = WEIGHTS[k] / 7;
        const first = above[k].length - out.length;
        for (let i = 0; i < out.length; i++) {
          const whole = total[k][first + i];
          const share = above[k][first + i] / whole;
          out[i] += weight * (whole === 0 ? 0.5 : share);
        }
      }
    }),
});

const WEIGHTS = [400, 200, 100];

/** Sums over windows that grow: a longer one starts from the sum of the one before where it is a multiple of it. */
function nestedSums(x: Float64Array, windows: readonly number[]): Float64Array[] {
  const sums: Float64Array[] = [];
  let base = x;
  let step = 1;
  for (const window of windows) {
    if (window % step !== 0) {
      base = x;
      step = 1;
    }
    const sum = base.slice();
    for (let lag = step; lag < window; lag += step) {
      for (let i = window - 1; i < x.length; i++) sum[i] += base[i - lag];
    }
    sums.push(sum);
    base = sum;
    step = window;
  }
  return sums;
}
