import { input, number, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { exp } from '../core/math/index.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, isFlat, rollingVariance } from './_helpers/blocks.ts';
import { forgetting } from './_helpers/smooth.ts';

/**
 * p[t] = probability of the turbulent state given rows up to t: a two-state filter run forwards. z = (x - mean) / sd over
 * the window is normal with sd `calm` in the calm state and `turbulent` in the turbulent one; each bar the state stays with
 * probability `stay`. Nothing is fitted; the filter starts at one half.
 *
 * In: one column, usually returns. Out: 0..1; z is 0 where the window is flat. NaN until the window is full and while it
 * holds a NaN; the probability is held meanwhile.
 */
export default defineFeature({
  type: 'markov_regime',
  version: 1,
  summary: 'Filtered probability of a turbulent market, two-state Markov switching.',
  source:
    'J. Hamilton, A new approach to the economic analysis of nonstationary time series and the business cycle (1989)',
  params: {
    of: input('Column.'),
    window: span('Window of the mean and the standard deviation.', { min: 3 }),
    calm: number('Standard deviation of z in the calm state.', { above: 0, default: 0.5 }),
    turbulent: number('Standard deviation of z in the turbulent state.', { above: 0, default: 2 }),
    stay: number('Probability that a state lasts one more bar.', { min: 0.5, below: 1, default: 0.98 }),
  },
  check: ({ calm, turbulent }) =>
    calm < turbulent ? [] : [{ key: 'calm', message: 'must be smaller than "turbulent"', expected: `< ${turbulent}` }],
  inputs: ({ of }) => [of],
  unit: () => 'ratio',
  // the log odds of two starts draw together by 2 stay - 1 per bar at least (Birkhoff's contraction)
  reach: ({ window, stay }) => fromStart(window + forgetting(2 - 2 * stay, 1)),
  start: ({ window, calm, turbulent, stay }, origin) => ({
    stay,
    scale: turbulent / calm,
    excess: (1 / (calm * calm) - 1 / (turbulent * turbulent)) / 2,
    sums: blockSums(window, origin, 2),
    probability: 0.5,
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 2, ([x], [out], [mean, m2]) => {
      const { stay, scale, excess, sums } = state;
      rollingVariance(sums, x, mean, m2);
      let p = state.probability;
      for (let i = 0; i < x.length; i++) {
        const gap = x[i] - mean[i];
        const z2 = isFlat(m2[i], mean[i], sums.window) ? 0 : (gap * gap * (sums.window - 1)) / m2[i];
        if (z2 !== z2) {
          out[i] = NaN;
          continue;
        }
        const before = stay * p + (1 - stay) * (1 - p);
        p = before / (before + (1 - before) * scale * exp(-excess * z2));
        out[i] = p;
      }
      state.probability = p;
    }),
});
