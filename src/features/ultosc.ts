import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';
import { history, lagged } from './_helpers/history.ts';

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
  start: ({ fast, middle, slow }, origin) => ({
    past: history(1),
    pressure: [fast, middle, slow].map((window) => blockSums(window, origin, 1, false)),
    range: [fast, middle, slow].map((window) => blockSums(window, origin, 1, false)),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 4, ([high, low, close], [out], [pressure, range, above, total]) => {
      lagged(state.past, close, out);
      for (let i = 0; i < close.length; i++) {
        const bottom = Math.min(low[i], out[i]);
        pressure[i] = close[i] - bottom;
        range[i] = Math.max(high[i], out[i]) - bottom;
      }
      out.fill(0);
      for (let k = 0; k < 3; k++) {
        const weight = (k === 0 ? 400 : k === 1 ? 200 : 100) / 7;
        rollingSum(state.pressure[k], pressure, above);
        rollingSum(state.range[k], range, total);
        for (let i = 0; i < close.length; i++) {
          const share = above[i] / total[i];
          out[i] += weight * (total[i] === 0 ? 0.5 : share);
        }
      }
    }),
});
