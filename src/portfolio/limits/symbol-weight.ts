import { defineLimit } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';

const params = { max: p.fraction('Largest position in one symbol, as a fraction of equity.', { above: 0 }) };

/** |w| <= max for each symbol; what is cut off stays in cash. */
export default defineLimit({
  type: 'symbol_weight',
  version: 1,
  rank: 30,
  crossSectional: true,
  summary: 'Bounds the position in one symbol.',
  params,
  start: ({ max }) => max,
  bound(max, { weight }) {
    let changed = 0;
    for (let s = 0; s < weight.length; s++) {
      if (Math.abs(weight[s]) <= max * (1 + 1e-12)) continue;
      weight[s] = Math.sign(weight[s]) * max;
      changed++;
    }
    return changed;
  },
});
