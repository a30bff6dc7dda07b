import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';
import { history, lagged } from './_helpers/history.ts';

/**
 * illiquidity = 1e6 x mean(|close[t] / close[t-1] - 1| / (close volume)) over the bars of the window that have volume.
 *
 * In: close (price), volume. Out: return per million of quote currency traded. NaN until window + 1 bars are known, while
 * one of them holds a NaN, and where no bar of the window has volume.
 */
export default defineFeature({
  type: 'amihud',
  version: 1,
  summary: 'Price moved per money traded.',
  source: 'Y. Amihud, Illiquidity and stock returns (2002)',
  params: { window: span('Returns in the window, the current one included.', { min: 1 }) },
  inputs: () => ['close', 'volume'],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window + 1),
  start: ({ window }, origin) => ({
    past: history(1),
    moves: blockSums(window, origin, 1, false),
    traded: blockSums(window, origin, 1, false),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([close, volume], [out], [traded]) => {
      lagged(state.past, close, out);
      for (let i = 0; i < out.length; i++) {
        const money = close[i] * volume[i];
        const ret = out[i] === 0 ? NaN : Math.abs(close[i] / out[i] - 1);
        out[i] = money === 0 ? 0 * ret : ret / money;
        traded[i] = money === 0 ? 0 : 1;
      }
      rollingSum(state.moves, out, out);
      rollingSum(state.traded, traded, traded);
      for (let i = 0; i < out.length; i++) out[i] = traded[i] === 0 ? NaN : (1e6 * out[i]) / traded[i];
    }),
});
