import { defineLimit } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';
import { scaleWeights } from './_weights.ts';

const params = { max: p.fraction('Largest sum of the sizes of all positions, as a fraction of equity.', { above: 0 }) };

/** sum |w| <= max: beyond it all weights shrink by the same factor. */
export default defineLimit({
  type: 'gross',
  version: 1,
  rank: 50,
  crossSectional: true,
  summary: 'Bounds the sum of all positions.',
  params,
  start: ({ max }) => max,
  bound(max, { weight }) {
    const gross = weight.reduce((sum, w) => sum + Math.abs(w), 0);
    return gross > max ? scaleWeights(weight, max / gross) : 0;
  },
});
