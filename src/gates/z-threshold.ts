import { defineGate } from '../core/contracts/gate.ts';
import * as p from '../core/params.ts';

const params = { min: p.number('Smallest |edge| / sigma.', { min: 0, unit: 'sigma' }) };

/** vote = sign(edge) where |edge| / sigma >= min, else 0 and refused (also where either is not known or sigma is 0). */
export default defineGate({
  type: 'z_threshold',
  version: 1,
  rank: 40,
  needs: ['edge', 'sigma'],
  summary: 'The edge must stand out from the noise of one bar.',
  params,
  start: ({ min }) => min,
  push(min, { edge, sigma }, vote, refused) {
    for (let i = 0; i < refused.length; i++) {
      const far = sigma[i] > 0 && Math.abs(edge[i]) / sigma[i] >= min;
      vote[i] = far ? Math.sign(edge[i]) : 0;
      if (!far) refused[i] = 1;
    }
  },
  bound({ min }, { signal: { edge, sigma }, memo }) {
    const far = memo('far', () => edge.map((x, t) => (sigma[t] > 0 ? Math.abs(x) / sigma[t] : NaN)));
    const sign = memo('sign', () => edge.map((x) => (x > 0 ? 1 : x < 0 ? -1 : 0)));
    return { column: far, min, votes: { key: 'edge', sign, far, min } };
  },
});
