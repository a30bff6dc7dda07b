import { defineGate } from '../core/contracts/gate.ts';
import * as p from '../core/params.ts';

const params = { min: p.bps('Smallest sigma of one bar that is traded.', { min: 0 }) };

/** Refuses where sigma < min or sigma is not known: too quiet a market makes every edge look large. */
export default defineGate({
  type: 'sigma_floor',
  version: 1,
  rank: 20,
  needs: ['sigma'],
  summary: 'No decisions while the market is too quiet.',
  params,
  start: ({ min }) => min,
  push(min, { sigma }, _vote, refused) {
    for (let i = 0; i < refused.length; i++) if (!(sigma[i] >= min)) refused[i] = 1;
  },
  bound: ({ min }, { signal: { sigma } }) => ({ column: sigma, min }),
});
