import { input, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';
import { history, lagged } from './_helpers/history.ts';

/**
 * er = |x[t] - x[t - window]| / sum |x[i] - x[i-1]| over the window's changes.
 *
 * In: one column, any unit. Out: 0 (back where it started) .. 1 (straight); 1 where nothing moved, as in kama. NaN for
 * the first `window` bars and while one of the rows is NaN.
 */
export default defineFeature({
  type: 'efficiency_ratio',
  version: 1,
  summary: 'Distance gone relative to the path walked.',
  source: 'P. J. Kaufman, Smarter Trading (1995)',
  params: {
    of: input('Column.', { default: 'close' }),
    window: span('Changes in the window, the current one included.', { min: 2, default: 10 }),
  },
  inputs: ({ of }) => [of],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }, origin) => ({
    last: history(1),
    base: history(window),
    moves: blockSums(window, origin, 1, false),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([x], [out], [path]) => {
      lagged(state.last, x, path);
      lagged(state.base, x, out);
      for (let i = 0; i < x.length; i++) path[i] = Math.abs(x[i] - path[i]);
      rollingSum(state.moves, path, path);
      for (let i = 0; i < x.length; i++) {
        const gone = Math.abs(x[i] - out[i]);
        if (path[i] === path[i]) out[i] = gone >= path[i] ? 1 : gone / path[i];
        else out[i] = NaN;
      }
    }),
});
