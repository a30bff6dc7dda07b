import { span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, rollingSum } from './_helpers/blocks.ts';

/**
 * imbalance = sum(2 taker_base - volume) / sum(volume) over the window: what buyers took less what sellers took.
 *
 * In: taker_base, volume. Out: -1..1; 0 where nothing was traded. NaN until the window is full and while it holds a NaN.
 */
export default defineFeature({
  type: 'taker_imbalance',
  version: 1,
  summary: 'Signed taker volume as a share of all volume.',
  params: { window: span('Window length, the current bar included.', { min: 1 }) },
  inputs: () => ['taker_base', 'volume'],
  unit: () => 'ratio',
  reach: ({ window }) => windowReach(window),
  start: ({ window }, origin) => ({
    flow: blockSums(window, origin, 1, false),
    traded: blockSums(window, origin, 1, false),
  }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 1, ([taker, volume], [out], [traded]) => {
      for (let i = 0; i < out.length; i++) out[i] = 2 * taker[i] - volume[i];
      rollingSum(state.flow, out, out);
      rollingSum(state.traded, volume, traded);
      for (let i = 0; i < out.length; i++) out[i] = traded[i] === 0 ? 0 : out[i] / traded[i];
    }),
});
