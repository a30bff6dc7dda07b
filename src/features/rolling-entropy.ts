import { input, integer, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { log } from '../core/math/index.ts';
import { inTiles } from './_helpers/tiles.ts';
import { highest, lowest as lowestOf, rollingExtreme } from './_helpers/extremes.ts';
import { history, joined } from './_helpers/history.ts';

/**
 * entropy = -sum(p ln p) / ln(bins), p = share of the window's rows in each of `bins` equal cells from its lowest to its
 * highest row.
 *
 * In: one column, any unit. Out: 0 (all in one cell, or flat) .. 1 (even). NaN until the window is full and while it
 * holds a NaN. Walks its window at each bar.
 */
export default defineFeature({
  type: 'rolling_entropy',
  version: 1,
  summary: 'Shannon entropy of the histogram of a window.',
  source: 'C. Shannon, A mathematical theory of communication (1948)',
  params: {
    of: input('Column.'),
    window: span('Window length, the current bar included.', { min: 2 }),
    bins: integer('Cells of the histogram.', { min: 2, max: 256, default: 10 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window, bins }, origin) => ({
    past: history(window - 1),
    high: highest(window, origin),
    low: lowestOf(window, origin),
    counts: new Int32Array(bins + 1),
    // -p ln p of each possible count, over ln(bins)
    terms: Float64Array.from(
      { length: window + 1 },
      (_, n) => (n === 0 ? 0 : (-n / window) * log(n / window)) / log(bins),
    ),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([x], [out], [low]) => {
      const { past, counts, terms } = state;
      rollingExtreme(state.high, x, out);
      rollingExtreme(state.low, x, low);
      const rows = joined(past, x);
      const bins = counts.length - 1;
      for (let i = 0; i < x.length; i++) {
        const lowest = low[i];
        const range = out[i] - lowest;
        if (!(range > 0)) {
          out[i] = range;
          continue;
        }
        counts.fill(0);
        const scale = bins / range;
        for (let k = i; k <= i + past.depth; k++) counts[((rows[k] - lowest) * scale) | 0] += 1;
        counts[bins - 1] += counts[bins]; // the highest row stands on the last edge
        let total = 0;
        for (let k = 0; k < bins; k++) total += terms[counts[k]];
        out[i] = total;
      }
    }),
});
