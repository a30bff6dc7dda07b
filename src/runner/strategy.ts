import type { Range } from '../core/artifacts.ts';
import { outputUnits } from '../core/contracts/feature.ts';
import type { ExitDistance, Slippage } from '../core/contracts/execution.ts';
import type { Signal, SignalColumns, SignalInput } from '../core/contracts/signal.ts';
import { SIGNAL_OUTPUTS } from '../core/contracts/signal.ts';
import type { Typed } from '../core/params.ts';
import { refuse } from '../core/problem.ts';
import { NO_EXITS } from '../execution/_simulator/vectorized.ts';
import { planSimulation, roundTripBps, simulationInputs } from '../execution/_simulator/plan.ts';
import type { EventValues, PlanInput } from '../execution/_simulator/plan.ts';
import type { SimulationColumns, SimulationPlan } from '../execution/_simulator/types.ts';
import type { CombinedGates } from '../gates/_combine.ts';
import { pushGates, startGates } from '../gates/_combine.ts';
import { BAR_UNITS } from '../spec/columns.ts';
import type { Node } from '../spec/types.ts';
import { binColumn, scopedBins } from './bins.ts';
import { finerColumns } from './finer.ts';
import { portfolioPlan } from './portfolio.ts';
import type { Rebalanced } from './portfolio.ts';
import { columnOf, onlyMember } from './columns.ts';
import type { Workspace } from './columns.ts';
import type { Member } from './panel.ts';
import type { Plan } from './plan.ts';
import { idOf } from './pools.ts';
import type { Lookup } from './recipes.ts';
import { wholeSignal } from './signal-fit.ts';
import type { Learnt } from './signal-fit.ts';
import { shared } from './steps/step.ts';
import type { ScoresOf } from './stitch.ts';

const MS_PER_YEAR = 365 * 86_400_000;

/** Where the strategy side finds its inputs: `column` for bars and features, `score` for models and calibrators. */
export interface Inputs {
  column(name: string): Float64Array;
  score(name: string): Float64Array;
  /** Values of a label, for what earns it (`execution.type: vectorized`). */
  label(name: string): Float64Array;
  /** Bins of a calibrated score, 1 to `count`, between quantiles of what its calibrator was fitted on. */
  bins(name: string, count: number, scope?: SignalInput['scope']): Float64Array;
  /** Outcomes and the last row that each one reads: only for what is fitted on resolved ones. */
  outcome(name: string): { readonly value: Float64Array; readonly last: Int32Array };
}

/** The strategy side of a spec, bound to its components and ready to be pushed bar by bar or as whole columns. */
export interface Strategy {
  /** Set where whole columns are traded at once instead of bar by bar. */
  readonly vectorized: { readonly label: string; readonly slippage_bps: number } | undefined;
  readonly simulation: SimulationPlan;
  /** A rebalanced account, where the spec has a schedule. */
  readonly portfolio: Rebalanced | undefined;
  readonly round_trip_bps: number;
  readonly signals: readonly BoundSignal[];
  startGates(): CombinedGates;
}

export interface BoundSignal {
  readonly node: Node<Signal>;
  /** Names and roles in the order that `push` wants them. */
  readonly inputs: readonly SignalInput[];
  readonly units: readonly string[];
}

export function bindStrategy(
  plan: Plan,
  lookup: Lookup,
  options: Pick<PlanInput, 'ambiguity' | 'record'> = {},
): Strategy {
  const { spec } = plan;
  const { label } = spec.execution.values as { readonly label?: string };
  const execution = { ...NO_EXITS, ...spec.execution.values } as unknown as EventValues;
  refuseEndlessGates(plan);
  const part = <C>(room: 'execution/slippage' | 'execution/exits', typed: Typed | undefined | null): C | undefined =>
    typed === undefined || typed === null || typed.type === 'none' ? undefined : (lookup(room, typed.type) as C);
  if (execution.funding === 'charged' && !plan.panel.members.every(({ bars }) => bars.columns.has('funding_rate'))) {
    throw refuse('RUN_EXECUTION', 'execution.funding', 'the data hold no funding rates', {
      hint: 'write `funding: none`, or give bars with a column "funding_rate"',
    });
  }
  const slippage = part<Slippage>('execution/slippage', execution.slippage);
  const simulation = planSimulation({
    execution,
    slippage,
    stopLoss: part<ExitDistance>('execution/exits', execution.exits.stop_loss),
    takeProfit: part<ExitDistance>('execution/exits', execution.exits.take_profit),
    side: spec.portfolio.side,
    sizing: spec.portfolio.sizing,
    limits: spec.portfolio.limits,
    gates: spec.gates,
    barsPerYear: MS_PER_YEAR / spec.data.interval_ms,
    instrument: plan.panel.several ? undefined : plan.instruments?.get(plan.bars.symbol),
    symbols: plan.panel.members.length,
    ...options,
  });
  const round_trip_bps = roundTripBps(
    execution.fees,
    slippage === undefined ? undefined : { component: slippage, values: execution.slippage },
  );
  const signals = neededSignals(plan).map((node): BoundSignal => {
    const inputs = node.component.inputs(node.values);
    return { node, inputs, units: inputs.map(({ name }) => unitOf(plan, name)) };
  });
  const slippage_bps = round_trip_bps / 2 - (execution.fees?.taker ?? 0);
  const portfolio = portfolioPlan(spec, simulation);
  const vectorized = label === undefined ? undefined : { label, slippage_bps };
  return {
    vectorized,
    simulation,
    portfolio:
      portfolio === undefined ? undefined : { plan: portfolio, bars: plan.bars, instruments: plan.instruments },
    round_trip_bps,
    signals,
    startGates: () => startGates(spec.gates, { round_trip_bps }),
  };
}

/** A gate that waits for its window longer than there are traded rows would refuse them all. */
function refuseEndlessGates({ spec, traded }: Plan): void {
  const rows = traded.to - traded.from;
  for (const { name, component, values } of spec.gates) {
    const window = values['window'];
    if (component.cooldown !== undefined || typeof window !== 'number' || window < rows) continue;
    throw refuse(
      'RUN_EXECUTION',
      `gates.${name}.window`,
      'the window never fills, so the gate would refuse every decision',
      {
        expected: `fewer bars than the ${rows} that are traded`,
        found: `${window} bars`,
      },
    );
  }
}

/** The traded signal and the signals it reads, in dependency order. */
function neededSignals(plan: Plan): readonly Node<Signal>[] {
  const { signals, portfolio } = plan.spec;
  const wanted = new Set([portfolio.of]);
  for (const node of signals.toReversed()) {
    if (!wanted.has(node.name)) continue;
    for (const input of node.component.inputs(node.values)) wanted.add(input.name);
  }
  return signals.filter((node) => wanted.has(node.name));
}

/** Unit of a column or score, followed through features to the bars. */
export function unitOf(plan: Plan, name: string): string {
  const { spec } = plan;
  const target = spec.resolve(name);
  if (target === undefined) return '';
  if (target.role === 'bar') return BAR_UNITS[target.node] ?? 'number';
  const feature = spec.features.find((n) => n.name === target.node);
  if (feature !== undefined) {
    const inputs = feature.component.inputs(feature.values).map((input) => unitOf(plan, input));
    const outputs = feature.component.outputs?.(feature.values) ?? [''];
    return outputUnits(feature.component, feature.values, inputs)[Math.max(0, outputs.indexOf(target.output))] ?? '';
  }
  const label = spec.labels.find((n) => n.name === target.output) ?? onlyLabel(plan, target.node);
  return label?.component.unit ?? '';
}

function onlyLabel(plan: Plan, name: string): Plan['spec']['labels'][number] | undefined {
  const { models, calibrators, labels } = plan.spec;
  const model = models.find((m) => m.name === (calibrators.find((c) => c.name === name)?.values['of'] ?? name));
  const names = (model?.values['labels'] ?? []) as readonly string[];
  return names.length === 1 ? labels.find((l) => l.name === names[0]) : undefined;
}

/** All columns that the simulator reads, computed as whole columns: the precomputed feed. */
export function strategyColumns(
  plan: Plan,
  strategy: Strategy,
  inputs: Inputs,
  listed?: Uint8Array,
): SimulationColumns & { readonly traded: SignalColumns; readonly learnt: readonly Learnt[] } {
  const { bars, spec, traded } = plan;
  const made = new Map<string, readonly Float64Array[]>();
  const learnt: Learnt[] = [];
  for (const bound of strategy.signals) {
    const columns = bound.inputs.flatMap((input) =>
      input.role === 'signal' ? (made.get(input.name) ?? []) : [inputColumn(plan, inputs, input)],
    );
    const outputs = SIGNAL_OUTPUTS.map(() => shared(bars.rows));
    const found = wholeSignal(plan, bound, columns, { outcomeOf: inputs.outcome, outputs });
    if (found !== undefined) learnt.push(found);
    made.set(bound.node.name, outputs);
  }
  const [direction, edge, sigma, strength] = made.get(spec.portfolio.of) as readonly Float64Array[];
  const signal = { direction, edge, sigma, strength };
  if (listed !== undefined) direction.forEach((_, t) => listed[t] === 1 || (direction[t] = 0));
  const vote = new Int8Array(bars.rows);
  const mask = new Uint32Array(bars.rows);
  pushOver(strategy.startGates(), signal, vote, mask, traded);
  return { ...simulatorInputs(plan, strategy, inputs), ...signal, vote, mask, traded: signal, learnt };
}

/** Gates see the traded rows only: windows of gates fill with what could have been traded. */
function pushOver(
  gates: CombinedGates,
  signal: SignalColumns,
  vote: Int8Array,
  mask: Uint32Array,
  { from, to }: Range,
): void {
  const cut = (x: Float64Array): Float64Array => x.subarray(from, to);
  const part = {
    direction: cut(signal.direction),
    edge: cut(signal.edge),
    sigma: cut(signal.sigma),
    strength: cut(signal.strength),
  };
  pushGates(gates, part, vote.subarray(from, to), mask.subarray(from, to));
}

/** Bars and the feature columns that sizing, slippage and exits name. */
export function simulatorInputs(
  plan: Plan,
  strategy: Strategy,
  inputs: Inputs,
): Omit<SimulationColumns, 'direction' | 'edge' | 'sigma' | 'strength' | 'vote' | 'mask'> {
  const { columns } = plan.bars;
  const named = simulationInputs(strategy.simulation);
  const column = (name: string | undefined): Float64Array | undefined =>
    name === undefined ? undefined : inputs.column(name);
  const bar = (name: string): Float64Array => columns.get(name) as Float64Array;
  return {
    open: bar('open'),
    high: bar('high'),
    low: bar('low'),
    close: bar('close'),
    volume: columns.get('volume'),
    finer: finerColumns(plan.bars),
    sizing: column(named.sizing),
    slippage: column(named.slippage),
    stopLoss: column(named.stopLoss),
    takeProfit: column(named.takeProfit),
    funding: columns.get('funding_rate'),
    earned: strategy.vectorized === undefined ? undefined : inputs.label(strategy.vectorized.label),
  };
}

/** The column that one input of a signal means. */
export function inputColumn(plan: Plan, inputs: Inputs, { name, bins, scope }: SignalInput): Float64Array {
  if (bins !== undefined) return inputs.bins(name, bins, scope);
  return isScore(plan, name) ? inputs.score(name) : inputs.column(name);
}

export function isScore(plan: Plan, name: string): boolean {
  const role = plan.spec.resolve(name)?.role;
  return role === 'score' || role === 'model';
}

/** `fold`: bins of that fold's terms alone are asked for. */
export function precomputedInputs(
  plan: Plan,
  workspace: Workspace,
  { own: score, pooled }: ScoresOf,
  member: Member = onlyMember(plan),
  fold?: number,
): Inputs {
  const bins: Inputs['bins'] = (name, count, scope) =>
    scope === undefined
      ? binColumn(plan, workspace, { name, count, member, fold }, score(name))
      : scopedBins(plan, pooled(name), { count, scope, member });
  const outcome = outcomesOf(plan, workspace, member);
  const column = (name: string): Float64Array => columnOf(plan, workspace, name, member);
  return { column, score, bins, label: (name) => outcome(name).value, outcome };
}

export function outcomesOf({ panel }: Plan, workspace: Workspace, { symbol }: Member): Inputs['outcome'] {
  return (name) => {
    const id = idOf(panel, `labels.${name}`, symbol);
    return {
      value: workspace.array(id, 'value') as Float64Array,
      last: workspace.array(id, 'last') as Int32Array,
    };
  };
}
