import { input, number, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { history, joined } from './_helpers/history.ts';

/**
 * out[t] = sum(w[k] x[t - k]), k = 0 .. window - 1, w[0] = 1, w[k] = -w[k-1] (order - k + 1) / k: (1 - L)^order cut off at
 * a fixed width.
 *
 * In: one column, any unit, usually a log price. Out: the same unit. NaN until the window is full and while it holds a
 * NaN. Walks its window at each bar.
 */
export default defineFeature({
  type: 'fractional_difference',
  version: 1,
  summary: 'Difference of fractional order: nearly stationary, with memory kept.',
  source: 'M. Lopez de Prado, Advances in Financial Machine Learning (2018), chapter 5',
  params: {
    of: input('Column.', { default: 'close' }),
    order: number('Order of the difference.', { above: 0, max: 2 }),
    window: span('Number of weights.', { min: 2, default: 100 }),
  },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  reach: ({ window }) => windowReach(window),
  start: ({ order, window }) => {
    const weights = new Float64Array(window).fill(1);
    // the oldest row's weight first
    for (let k = 1; k < window; k++) weights[window - 1 - k] = (-weights[window - k] * (order - k + 1)) / k;
    return { weights, past: history(window - 1) };
  },
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, ([x], [out]) => {
      const { weights } = state;
      const rows = joined(state.past, x);
      let i = 0;
      // four rows side by side: the sum of one would wait for each of its additions
      for (; i + 3 < x.length; i += 4) {
        let a = weights[0] * rows[i];
        let b = weights[0] * rows[i + 1];
        let c = weights[0] * rows[i + 2];
        let d = weights[0] * rows[i + 3];
        for (let k = 1; k < weights.length; k++) {
          const weight = weights[k];
          const at = i + k;
          a += weight * rows[at];
          b += weight * rows[at + 1];
          c += weight * rows[at + 2];
          d += weight * rows[at + 3];
        }
        out[i] = a;
        out[i + 1] = b;
        out[i + 2] = c;
        out[i + 3] = d;
      }
      for (; i < x.length; i++) {
        let total = weights[0] * rows[i];
        for (let k = 1; k < weights.length; k++) total += weights[k] * rows[i + k];
        out[i] = total;
      }
    }),
});
