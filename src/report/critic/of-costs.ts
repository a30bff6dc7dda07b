import { feeOf } from '../facts/trades.ts';
import { fixed, grouped, percent, signedGrouped } from '../format.ts';
import { edgeGate, netOf } from './suspicion.ts';
import type { Check } from './suspicion.ts';

/** Does the edge survive what trading costs, and what one bar cannot tell? */
export const COST_CHECKS: readonly Check[] = [
  {
    id: 'edge_below_cost',
    ask: (facts) => {
      const { edge, input } = facts;
      const { round_trip_bps } = input.costs;
      if (edge.count === 0) return undefined;
      const seen = `predicted edge of accepted decisions ${fixed(edge.mean_bps, 2)} bps, round trip ${fixed(round_trip_bps, 2)} bps`;
      if (edge.mean_bps > round_trip_bps) return seen;
      return {
        level: 'serious',
        title: 'The predicted edge is below the cost of trading',
        evidence: `Mean |edge| of ${grouped(edge.count)} accepted decisions: ${fixed(edge.mean_bps, 2)} bps; one round trip costs ${fixed(round_trip_bps, 2)} bps.`,
        key: edgeGate(facts),
        advice: 'Demand an edge above the round trip (gate type expected_value), or a longer horizon.',
      };
    },
  },
  {
    id: 'break_even_below_fee',
    ask: (facts) => {
      const { ladder, input } = facts;
      if (ladder === undefined || ladder.break_even_bps <= 0) return undefined;
      const fee = feeOf(ladder, input.costs);
      const seen = `break-even fee ${fixed(ladder.break_even_bps, 2)} bps per side, paid ${fixed(fee, 2)} bps`;
      if (ladder.break_even_bps >= 1.5 * fee) return seen;
      const below = ladder.break_even_bps < fee;
      return {
        level: below ? 'serious' : 'caution',
        title: below ? 'Fees eat the edge: the break-even fee is below the fee paid' : 'The profit hangs on the fee',
        evidence: `Net result ${signedGrouped(netOf(facts))}. The trades break even at ${fixed(ladder.break_even_bps, 2)} bps per side; ${fixed(fee, 2)} bps were paid. They gain ${fixed(ladder.gross_bps, 2)} bps a trade before costs and pay ${fixed(ladder.cost_bps, 2)} bps.`,
        key: below ? edgeGate(facts) : 'execution.fees',
        advice: below
          ? 'Trade only larger edges, hold longer, or pay less per side.'
          : 'Check the fee tier that you really have before you trust this.',
      };
    },
  },
  {
    id: 'ambiguity_wide',
    ask: (facts) => {
      const { stop_first, target_first } = facts.input.ambiguity;
      const { cash } = facts.input.account;
      const width = Math.abs(target_first - stop_first);
      if (!Number.isFinite(width) || (facts.input.trades?.rows ?? 0) === 0) return undefined;
      const net = netOf(facts);
      const flips = stop_first - cash < 0 !== target_first - cash < 0;
      const seen = `stop or target first in one bar: ${percent(width / cash)} of the cash between the two`;
      if (!flips && width <= Math.max(0.25 * Math.abs(net), 0.002 * cash)) return seen;
      return {
        level: flips ? 'serious' : 'caution',
        title: flips ? 'Profit or loss depends on what happens inside a bar' : 'The ambiguity band is wide',
        evidence: `In bars that hold both stop and target, the stop first gives ${signedGrouped(stop_first - cash)}, the target first ${signedGrouped(target_first - cash)}.`,
        key: 'execution.exits',
        advice: 'Set the exits further apart, or use smaller bars.',
      };
    },
  },
];
