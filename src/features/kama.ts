import { input, span } from '../core/params.ts';
import { defineFeature, fromStart } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';
import { forgetting } from './_helpers/smooth.ts';
import { history, lagged } from './_helpers/history.ts';

/**
 * kama[t] = kama[t-1] + sc (x[t] - kama[t-1]), sc = (er (2/3 - 2/31) + 2/31)^2, with the efficiency ratio
 * er = |x[t] - x[t - window]| / sum |x[i] - x[i-1]|; starts from x[window - 1].
 *
 * In: one column, any unit. Out: the same unit; er is 1 where nothing moved. NaN for the first `window` bars, and while
 * the window holds a NaN; the average is held meanwhile.
 */
export default defineFeature({
  type: 'kama',
  version: 1,
  summary: "Kaufman's adaptive moving average.",
  source: 'P. J. Kaufman, Smarter Trading (1995); https://ta-lib.org/functions/kama/',
  params: {
    of: input('Column to average.', { default: 'close' }),
    window: span('Bars of the efficiency ratio.', { min: 2, default: 10 }),
  },
  inputs: ({ of }) => [of],
  unit: (_, [of]) => of,
  // the slowest the average can move is that of a market without direction
  reach: ({ window }) => fromStart(forgetting((2 / 31) * (2 / 31), window + 1)),
  start: ({ window }, origin) => ({
    last: history(1),
    base: history(window),
    moves: blockSums(window, origin, 1, false),
    value: NaN,
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 3, ([x], [out], [last, base, path]) => {
      lagged(state.last, x, last);
      lagged(state.base, x, base);
      for (let i = 0; i < x.length; i++) path[i] = Math.abs(x[i] - last[i]);
      rollingSum(state.moves, path, path);
      let value = state.value;
      for (let i = 0; i < x.length; i++) {
        const gone = Math.abs(x[i] - base[i]);
        if (path[i] !== path[i] || gone !== gone) {
          out[i] = NaN;
          continue;
        }
        if (value !== value) value = last[i];
        const efficiency = gone >= path[i] ? 1 : gone / path[i];
        const speed = efficiency * (2 / 3 - 2 / 31) + 2 / 31;
        value += speed * speed * (x[i] - value);
        out[i] = value;
      }
      state.value = value;
    }),
});
