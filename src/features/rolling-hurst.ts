import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { log } from '../core/math/index.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingVariance } from './_helpers/blocks.ts';
import { history, lagged } from './_helpers/history.ts';

/**
 * H = half the slope of ln(var(x[t] - x[t - lag])) on ln(lag), lag = 1, 2, 4 .. up to window / 4; each variance over the
 * differences inside the window.
 *
 * In: one column, usually a log price. Out: about 0.5 for a random walk, above in trends, below in reversals; clipped to
 * 0..1, 0.5 where a difference is flat. NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_hurst',
  version: 1,
  summary: 'Hurst exponent from the growth of variance with the lag.',
  source: 'https://en.wikipedia.org/wiki/Hurst_exponent#Generalized_exponent',
  params: {
    of: input('Column.', { default: 'close' }),
    window: span('Window length, the current bar included.', { min: 16 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => {
    const lags: number[] = [];
    for (let lag = 1; lag <= window / 4; lag *= 2) lags.push(lag);
    return {
      past: lags.map((lag) => history(lag)),
      sums: lags.map((lag) => blockSums(window - lag, origin, 2)),
    };
  },
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 3, ([x], [out], [m2, mean, flat]) => {
      const { past, sums } = state;
      const centre = (past.length - 1) / 2;
      const squares = (past.length * (past.length * past.length - 1)) / 12;
      out.fill(0);
      flat.fill(0);
      for (let k = 0; k < past.length; k++) {
        lagged(past[k], x, m2);
        for (let i = 0; i < x.length; i++) m2[i] = x[i] - m2[i];
        rollingVariance(sums[k], m2, mean, m2);
        const weight = (k - centre) / squares / (2 * Math.LN2);
        for (let i = 0; i < x.length; i++) {
          if (m2[i] === 0) flat[i] = 1;
          else out[i] += weight * log(m2[i] / sums[k].window);
        }
      }
      for (let i = 0; i < x.length; i++) {
        const h = out[i];
        out[i] = h === h && flat[i] === 1 ? 0.5 : Math.max(0, Math.min(1, h));
      }
    }),
});
