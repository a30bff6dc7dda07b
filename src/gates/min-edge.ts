import { defineGate } from '../core/contracts/gate.ts';
import * as p from '../core/params.ts';

const params = { min: p.bps('Smallest edge in the direction of the vote, before costs.') };

/** Refuses unless vote * edge >= min, in bps, gross. */
export default defineGate({
  type: 'min_edge',
  version: 1,
  rank: 55,
  needs: ['edge'],
  summary: 'The edge before costs must reach a bound.',
  params,
  start: ({ min }) => min,
  push(min, { edge }, vote, refused) {
    for (let i = 0; i < refused.length; i++) if (!(vote[i] * edge[i] >= min)) refused[i] = 1;
  },
  bound({ min }, { signal: { edge }, votes: { key, sign }, memo }) {
    return { column: memo(key, () => edge.map((x, t) => sign[t] * x)), min };
  },
});
