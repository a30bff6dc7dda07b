import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { countBelow, countUpTo, ordered, slide } from './_helpers/ordered.ts';

/**
 * rank[t] = (below + (ties - 1) / 2) / (window - 1), below and ties counted among x[t - window + 1 .. t].
 *
 * In: one column, any unit. Out: 0 (lowest) .. 1 (highest), 0.5 where the window is flat. NaN until the window is full and
 * while it holds a NaN.
 */
export default defineFeature({
  type: 'rolling_rank',
  version: 1,
  summary: 'Rank of the current value within its window.',
  source: 'https://en.wikipedia.org/wiki/Ranking#Fractional_ranking',
  params: { of: input('Column.'), window: span('Window length, the current bar included.', { min: 2 }) },
  inputs: ({ of }) => [of],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window }) => ordered(window),
  push(state, [x], [out]) {
    const scale = 2 * (state.window - 1);
    for (let i = 0; i < x.length; i++) {
      out[i] = slide(state, x[i]) ? (countBelow(state, x[i]) + countUpTo(state, x[i]) - 1) / scale : NaN;
    }
  },
});
