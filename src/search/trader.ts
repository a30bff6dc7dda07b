import type { SignalColumns } from '../core/contracts/signal.ts';
import { SIGNAL_OUTPUTS } from '../core/contracts/signal.ts';
import { digestJson } from '../core/digest.ts';
import { accountMetrics, dailyReturns } from '../evaluation/metrics.ts';
import type { Metric } from '../evaluation/metrics.ts';
import type { SimulationColumns } from '../execution/_simulator/types.ts';
import type { NamedGate } from '../gates/_combine.ts';
import type { Range } from '../core/artifacts.ts';
import type { Opened } from '../runner/open.ts';
import type { Plan } from '../runner/plan.ts';
import { accountRecord } from '../runner/run.ts';
import { wholeSignal } from '../runner/signal-fit.ts';
import { tradeUncounted } from '../runner/trade.ts';
import type { BoundSignal, Inputs, Strategy } from '../runner/strategy.ts';
import { bindStrategy, inputColumn, simulatorInputs } from '../runner/strategy.ts';
import type { ResolvedSpec } from '../spec/types.ts';

/** What a trial keeps: metrics and daily returns, and the same per test window where folds were asked for. */
export interface Traded {
  readonly metrics: readonly Metric[];
  readonly daily: Float64Array;
}

/** Trades specs that differ in their strategy side only, over one set of scores. */
export interface Trader {
  trade(spec: ResolvedSpec, range: Range): Traded;
}

/** Votes and refusals after a gate, over all rows; those outside the traded ones stay 0. */
interface Link {
  readonly key: string;
  readonly vote: Int8Array;
  readonly mask: Uint32Array;
}

/**
 * Keeps between trials what they share: signals by their parameters, the columns that gates ask to keep, and the chain of
 * votes and refusals up to the first gate that differs from the trial before.
 */
export function createTrader({ plan, lookup }: Opened, inputs: Inputs): Trader {
  const signals = new Map<string, SignalColumns>();
  const columns = new Map<string, Float64Array>();
  const chain: Link[] = [];
  const equity = new Float64Array(plan.bars.rows);

  const signalOf = (bound: BoundSignal, strategy: Strategy): SignalColumns => {
    const key = signalKey(bound, strategy);
    const known = signals.get(key);
    if (known !== undefined) return known;
    const made = pushSignal(plan, bound, inputs, (name) =>
      signalOf(strategy.signals.find((s) => s.node.name === name) as BoundSignal, strategy),
    );
    keep(signals, key, made);
    return made;
  };

  const gated = (strategy: Strategy, gates: readonly NamedGate[], signal: SignalColumns, signalKey: string): Link => {
    const { from, to } = plan.traded;
    const cut = within(signal, plan.traded);
    const costs = strategy.round_trip_bps;
    const memo = (name: string, make: () => Float64Array): Float64Array =>
      keepOrMake(columns, `${signalKey}/${name}`, make);
    const refused = new Uint8Array(to - from);
    let before = linkFor(chain[0], plan.bars.rows, signalKey);
    if (before !== chain[0]) {
      for (let t = from; t < to; t++) before.vote[t] = signal.direction[t];
      before.mask.fill(0);
      chain[0] = before;
    }
    gates.forEach((gate, k) => {
      const key = digestJson([before.key, gate.component.type, { ...gate.values }, costs]);
      const link = linkFor(chain[k + 1], plan.bars.rows, key);
      if (link !== chain[k + 1]) {
        link.vote.set(before.vote);
        link.mask.set(before.mask);
        const [vote, mask] = [link.vote.subarray(from, to), link.mask.subarray(from, to)];
        refuseBy(gate, k, { signal: cut, vote, mask, refused: refused.fill(0), costs, memo });
        chain[k + 1] = link;
      }
      before = link;
    });
    return before;
  };

  return {
    trade(spec, range) {
      const strategy = bindStrategy({ ...plan, spec }, lookup, { record: 'none' });
      const traded = strategy.signals.at(-1) as BoundSignal;
      const signal = signalOf(traded, strategy);
      const { vote, mask } = gated(strategy, spec.gates, signal, signalKey(traded, strategy));
      const full: SimulationColumns = { ...simulatorInputs(plan, strategy, inputs), ...signal, vote, mask };
      const record = accountRecord({ ...plan, spec }, tradeUncounted(strategy, full, range, equity), range);
      const daily = dailyReturns(record);
      return { metrics: accountMetrics(record, daily), daily };
    },
  };
}

/** A signal by what it computes: its own parameters and those of the signals below it. */
function signalKey({ node, inputs }: BoundSignal, strategy: Strategy): string {
  const below = inputs
    .filter(({ role }) => role === 'signal')
    .map(({ name }) => strategy.signals.find((s) => s.node.name === name) as BoundSignal);
  return digestJson([node.name, { ...node.values }, below.map((b) => signalKey(b, strategy))]);
}

function pushSignal(
  plan: Plan,
  bound: BoundSignal,
  inputs: Inputs,
  signal: (name: string) => SignalColumns,
): SignalColumns {
  const columns = bound.inputs.flatMap((input) =>
    input.role === 'signal'
      ? SIGNAL_OUTPUTS.map((output) => signal(input.name)[output])
      : [inputColumn(plan, inputs, input)],
  );
  const [direction, edge, sigma, strength] = SIGNAL_OUTPUTS.map(() => new Float64Array(plan.bars.rows));
  wholeSignal(plan, bound, columns, { outcomeOf: inputs.outcome, outputs: [direction, edge, sigma, strength] });
  return { direction, edge, sigma, strength };
}

/** The link itself where its key is right, else its arrays under the new key, to be written over. */
function linkFor(known: Link | undefined, rows: number, key: string): Link {
  if (known?.key === key) return known;
  return { key, vote: known?.vote ?? new Int8Array(rows), mask: known?.mask ?? new Uint32Array(rows) };
}

interface Refusing {
  readonly signal: SignalColumns;
  readonly vote: Int8Array;
  readonly mask: Uint32Array;
  readonly refused: Uint8Array;
  readonly costs: number;
  readonly memo: (name: string, make: () => Float64Array) => Float64Array;
}

function refuseBy(
  { component, values }: NamedGate,
  bit: number,
  { signal, vote, mask, refused, costs, memo }: Refusing,
): void {
  if (component.cooldown !== undefined) return;
  if (component.whole === undefined)
    component.push(component.start(values as never, { round_trip_bps: costs }), signal, vote, refused);
  else component.whole(values as never, signal, vote, refused, memo);
  for (let i = 0; i < refused.length; i++) mask[i] |= refused[i] << bit;
}

const within = (signal: SignalColumns, { from, to }: Range): SignalColumns => ({
  direction: signal.direction.subarray(from, to),
  edge: signal.edge.subarray(from, to),
  sigma: signal.sigma.subarray(from, to),
  strength: signal.strength.subarray(from, to),
});

const KEPT = 64;

/** Oldest out. */
function keep<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.size >= KEPT) map.delete(map.keys().next().value as string);
  map.set(key, value);
}

function keepOrMake(map: Map<string, Float64Array>, key: string, make: () => Float64Array): Float64Array {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  keep(map, key, made);
  return made;
}
