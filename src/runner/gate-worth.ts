import type { Range } from '../core/artifacts.ts';
import type { SignalColumns } from '../core/contracts/signal.ts';
import type { SimulationColumns, SimulationResult } from '../execution/_simulator/types.ts';
import type { NamedGate } from '../gates/_combine.ts';
import { combineGates, gateOrder } from '../gates/_combine.ts';
import type { GateWorth } from '../report/input.ts';
import type { RunOutcome } from './run.ts';
import { trade } from './trade.ts';

type Simulation = RunOutcome['strategy']['simulation'];
type Traded = Pick<RunOutcome, 'plan' | 'strategy' | 'columns' | 'range' | 'result'>;

/**
 * The price of each gate, found by simulating again over the columns of the run: once without the gate, and once with
 * nothing but what it refused. Sizes, limits, exits and costs are those of the run; both start from its cash. A rebalanced
 * account has no entries that a gate alone could have let in: nothing is priced.
 */
export function gateWorths({ plan, strategy, columns, range, result }: Traded): ReadonlyMap<string, GateWorth> {
  if (columns === undefined) return new Map(); // several symbols: no one simulation to repeat
  const { simulation, round_trip_bps } = strategy;
  if (strategy.portfolio !== undefined) return new Map();
  const gates = gateOrder(plan.spec.gates);
  const worth = gates.map((gate, k): [string, GateWorth] => {
    const rest = gates.filter((other) => other !== gate);
    const without = votesOf(rest, round_trip_bps, columns, plan.traded);
    const traded = (columns: SimulationColumns, gates: Simulation['gates']): SimulationResult =>
      trade({ ...strategy, simulation: { ...simulation, gates, record: 'none' } }, columns, range).result;
    const open = traded(
      without,
      simulation.gates.filter((_, i) => i !== k),
    );
    const refused = refusedFirst(k, without, result, range);
    const shadow = traded(refused, [{ name: 'not refused here', cooldown: undefined }]);
    const of: GateWorth = {
      shadow_net: shadow.cash - simulation.cash,
      shadow_trades: shadow.totals.trades,
      shadow_wins: shadow.totals.wins,
      net_without: open.cash - simulation.cash,
      trades_without: open.totals.trades,
      value: result.cash - open.cash,
    };
    return [gate.name, of];
  });
  return new Map(worth);
}

/** The columns of the run with the votes and refusals of other gates; as in the run, gates see the traded rows only. */
function votesOf(
  gates: readonly NamedGate[],
  round_trip_bps: number,
  columns: SimulationColumns,
  { from, to }: Range,
): SimulationColumns {
  const cut = (x: Float64Array): Float64Array => x.subarray(from, to);
  const signal: SignalColumns = {
    direction: cut(columns.direction),
    edge: cut(columns.edge),
    sigma: cut(columns.sigma),
    strength: cut(columns.strength),
  };
  const combined = combineGates(gates, { round_trip_bps }, signal);
  const vote = new Int8Array(columns.vote.length);
  const mask = new Uint32Array(columns.mask.length);
  vote.set(combined.vote, from);
  mask.set(combined.mask, from);
  return { ...columns, vote, mask };
}

/** Opens the rows whose first refusal in the run was gate k's, and no others; where a later gate has no vote, the signal votes. */
function refusedFirst(
  k: number,
  columns: SimulationColumns,
  { details }: SimulationResult,
  range: Range,
): SimulationColumns {
  const refused = details?.refused ?? new Uint32Array(range.to);
  const mask = new Uint32Array(columns.mask.length).fill(1);
  const vote = columns.vote.slice();
  for (let t = range.from; t < range.to; t++) {
    const first = refused[t] & -refused[t];
    if (refused[t] === 0 || 31 - Math.clz32(first) !== k) continue;
    mask[t] = 0;
    if (vote[t] === 0) vote[t] = columns.direction[t];
  }
  return { ...columns, mask, vote };
}
