import { defineLimit } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';
import { scaleWeights } from './_weights.ts';

const params = {
  max: p.fraction('Largest surplus of longs over shorts, or of shorts over longs, as a fraction of equity.', {
    min: 0,
  }),
};

/** |sum w| <= max: beyond it the weights of the heavier side shrink by the same factor. */
export default defineLimit({
  type: 'net',
  version: 1,
  rank: 40,
  crossSectional: true,
  summary: 'Bounds what longs and shorts do not cancel.',
  params,
  start: ({ max }) => max,
  bound(max, { weight }) {
    let [long, short] = [0, 0];
    for (const w of weight) {
      if (w > 0) long += w;
      else short -= w;
    }
    if (Math.abs(long - short) <= max) return 0;
    return long > short
      ? scaleWeights(weight, (short + max) / long, 1)
      : scaleWeights(weight, (long + max) / short, -1);
  },
});
