import type { Range } from '../core/artifacts.ts';
import type { SignalColumns } from '../core/contracts/signal.ts';
import type { SimulationColumns, SimulationResult } from '../execution/_simulator/types.ts';
import type { NamedGate } from '../gates/_combine.ts';
import { combineGates, gateOrder } from '../gates/_combine.ts';
import type { GateWorth } from '../report/input.ts';
import type { SymbolColumns } from './panel-columns.ts';
import type { RunOutcome } from './run.ts';
import { tradePanel } from './trade-panel.ts';
import { trade } from './trade.ts';

type Simulation = RunOutcome['strategy']['simulation'];
type RefusalLog = NonNullable<NonNullable<NonNullable<RunOutcome['result']['portfolio']>['logs']>['refusals']>;
type Traded = Pick<RunOutcome, 'plan' | 'strategy' | 'columns' | 'panel' | 'range' | 'result'>;

/** One run of the strategy: over its own columns, or over others in their places. */
interface Repeated {
  /** Columns of each symbol, the rows that gates see, the rows that are traded, what was refused by row. */
  readonly parts: readonly {
    readonly columns: SimulationColumns;
    readonly seen: Range;
    readonly traded: Range;
    readonly refused: Uint32Array | undefined;
  }[];
  readonly trade: (columns: readonly SimulationColumns[], gates: Simulation['gates']) => SimulationResult;
}

/**
 * The price of each gate, found by simulating again over the columns of the run: once without the gate, and once with
 * nothing but what it refused. Sizes, limits, exits and costs are those of the run; both start from its cash. The shadow of a
 * rebalanced account chooses, at each rebalance, among the symbols that the gate refused at that one.
 */
export function gateWorths(traded: Traded): ReadonlyMap<string, GateWorth> {
  const { plan, strategy, result } = traded;
  const { simulation, round_trip_bps } = strategy;
  const again = repeatedOf(traded);
  if (again === undefined) return new Map();
  const gates = gateOrder(plan.spec.gates);
  const worth = gates.map((gate, k): [string, GateWorth] => {
    const rest = gates.filter((other) => other !== gate);
    const without = again.parts.map(({ columns, seen }) => votesOf(rest, round_trip_bps, columns, seen));
    const open = again.trade(
      without,
      simulation.gates.filter((_, i) => i !== k),
    );
    const refused = again.parts.map((part, i) => refusedFirst(k, without[i], part.refused, part.traded));
    const shadow = again.trade(refused, [{ name: 'not refused here', cooldown: undefined }]);
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

/** Undefined where whole columns are traded in several symbols: an approximation of its own. */
function repeatedOf({ plan, strategy, columns, panel, range, result }: Traded): Repeated | undefined {
  const withGates = (gates: Simulation['gates']): RunOutcome['strategy'] => {
    const { simulation, portfolio } = strategy;
    const rules = { gates, record: 'none' as const };
    return {
      ...strategy,
      simulation: { ...simulation, ...rules },
      portfolio: portfolio === undefined ? undefined : { ...portfolio, plan: { ...portfolio.plan, ...rules } },
    };
  };
  const log = result.portfolio?.logs?.refusals;
  if (columns !== undefined)
    return {
      parts: [
        {
          columns,
          seen: plan.traded,
          traded: range,
          refused: log === undefined ? result.details?.refused : refusedRows(log, 0, panel.symbols[0]),
        },
      ],
      trade: ([own], gates) => trade(withGates(gates), own, range).result,
    };
  if (strategy.vectorized !== undefined) return undefined;
  const parts = panel.symbols.map((symbol, i) => {
    const member = plan.panel.members[i];
    const refused = log === undefined ? result.portfolio?.bars?.[i].refused : refusedRows(log, i, symbol);
    return { columns: symbol.columns, seen: member.range(plan.traded), traded: member.range(range), refused };
  });
  return {
    parts,
    trade: (own, gates) => {
      const symbols = panel.symbols.map((symbol, i) => ({ ...symbol, columns: own[i] }));
      return tradePanel(plan, withGates(gates), { ...panel, symbols }, range);
    },
  };
}

/** What a rebalanced account refused of a symbol, by its own rows. */
function refusedRows(
  log: RefusalLog,
  symbol: number,
  { rowOf, columns }: Pick<SymbolColumns, 'rowOf' | 'columns'>,
): Uint32Array {
  const refused = new Uint32Array(columns.mask.length);
  for (let i = 0; i < log.rows; i++) if (log.symbol[i] === symbol) refused[rowOf[log.row[i]]] = log.mask[i];
  return refused;
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
  given: Uint32Array | undefined,
  range: Range,
): SimulationColumns {
  const refused = given ?? new Uint32Array(columns.mask.length);
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
