import { defineGate } from '../core/contracts/gate.ts';
import * as p from '../core/params.ts';

const params = { min: p.bps('Edge that must be left after the round trip.', { default: '0bps' }) };

/** Refuses unless vote * edge - round trip > min, all in bps. Round trip = twice the taker fee and the expected slippage. */
export default defineGate({
  type: 'expected_value',
  version: 1,
  rank: 50,
  needs: ['edge'],
  summary: 'The edge must pay for entry and exit.',
  params,
  start: ({ min }, { round_trip_bps }) => ({ min, cost: round_trip_bps }),
  push({ min, cost }, { edge }, vote, refused) {
    for (let i = 0; i < refused.length; i++) if (!(vote[i] * edge[i] - cost > min)) refused[i] = 1;
  },
  bound({ min }, { signal: { edge }, votes: { key, sign }, costs: { round_trip_bps: cost }, memo }) {
    const left = (): Float64Array => edge.map((x, t) => sign[t] * x - cost);
    return { column: memo(`${key}/${cost}`, left), min, strict: true };
  },
});
