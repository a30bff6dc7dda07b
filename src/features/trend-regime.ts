import { fraction, input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { emaOf, forgetting, smooth } from './_helpers/smooth.ts';
import { fastBelowSlow } from './_helpers/checks.ts';

/**
 * regime = 3 where ema(fast) / ema(slow) - 1 > band, 1 where it is < -band, else 2.
 *
 * In: one price. Out: category 1 (down), 2 (flat), 3 (up). NaN until the slow average is seeded and at NaN rows.
 */
export default defineFeature({
  type: 'trend_regime',
  version: 1,
  summary: 'Whether a fast average stands above, near or below a slow one.',
  source: 'https://ta-lib.org/functions/ema/',
  params: {
    of: input('Price.', { default: 'close' }),
    fast: span('Window of the fast average.', { min: 2 }),
    slow: span('Window of the slow average.', { min: 2 }),
    band: fraction('Half the width of the flat regime, relative to the slow average.', { min: 0, default: 0 }),
  },
  check: fastBelowSlow,
  inputs: ({ of }) => [of],
  unit: () => 'category',
  // a category jumps where the averages cross: late starts agree once the averages are equal to rounding
  reach: ({ slow }) => fromStart(forgetting(2 / (slow + 1), slow, { tolerance: 1e-15 })),
  start: ({ fast, slow, band }) => ({ band, fast: emaOf(fast, slow - fast), slow: emaOf(slow) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([x], [out], [slow]) => {
      const { band } = state;
      smooth(state.fast, x, out);
      smooth(state.slow, x, slow);
      for (let i = 0; i < x.length; i++) {
        const gap = out[i] - slow[i];
        const edge = band * Math.abs(slow[i]);
        if (gap === gap) out[i] = 2 + Number(gap > edge) - Number(gap < -edge);
        else out[i] = NaN;
      }
    }),
});
