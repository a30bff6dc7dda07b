import type { SignalColumns } from '../core/contracts/signal.ts';
import { SIGNAL_OUTPUTS } from '../core/contracts/signal.ts';
import { accountMetrics, dailyReturns } from '../evaluation/metrics.ts';
import type { Metric } from '../evaluation/metrics.ts';
import type { Range } from '../core/artifacts.ts';
import { finerWithin } from '../runner/finer.ts';
import type { Opened } from '../runner/open.ts';
import type { Plan } from '../runner/plan.ts';

import { wholeSignal } from '../runner/signal-fit.ts';
import { accountRecord, tradeUncounted } from '../runner/trade.ts';
import type { BoundSignal, Inputs, Strategy } from '../runner/strategy.ts';
import { bindStrategy, inputColumn, simulatorInputs } from '../runner/strategy.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import { createGateChain } from './gate-chain.ts';

/** What a trial keeps: metrics and daily returns, and the same per test window where folds were asked for. */
export interface Traded {
  readonly metrics: readonly Metric[];
  readonly daily: Float64Array;
}

/** Trades specs that differ in their strategy side only, over one set of scores. */
export interface Trader {
  /** `range` lies within the rows that the trader knows. */
  trade(spec: ResolvedSpec, range: Range): Traded;
}

/**
 * Keeps between trials what they share: signals by their parameters, the columns that gates ask to keep, the chain of
 * votes and refusals up to the first gate that differs from the trial before, and the memory of equity and returns.
 */
export function createTrader({ plan, lookup }: Opened, inputs: Inputs, known: Range, gated: Range): Trader {
  const { from: base, to: end } = known;
  const rows = end - base;
  const cut = (x: Float64Array): Float64Array => (rows === x.length ? x : x.subarray(base, end));
  const signals = new Map<string, SignalColumns>();
  const columns = new Map<string, Float64Array>();
  const chain = createGateChain(rows, { from: gated.from - base, to: gated.to - base });
  const equity = new Float64Array(rows);
  const returns = new Float64Array(rows);

  /** A signal over all rows, kept by its key; of a part only the traded one is kept, cut to the part. */
  const signalOf = (bound: BoundSignal, strategy: Strategy, isTraded: boolean): SignalColumns => {
    const key = signalKey(bound, strategy);
    const kept = signals.get(key);
    if (kept !== undefined) return kept;
    const whole = pushSignal(plan, bound, inputs, (name) =>
      signalOf(strategy.signals.find((s) => s.node.name === name) as BoundSignal, strategy, false),
    );
    if (rows !== plan.bars.rows && !isTraded) return whole;
    const made = rows === plan.bars.rows ? whole : copied(whole, known);
    keep(signals, key, made);
    return made;
  };

  return {
    trade(spec, range) {
      const strategy = bindStrategy({ ...plan, spec }, lookup, { record: 'none' });
      const traded = strategy.signals.at(-1) as BoundSignal;
      const signal = signalOf(traded, strategy, true);
      const key = signalKey(traded, strategy);
      const { vote, refused } = chain.push(spec.gates, signal, {
        key,
        costs: strategy.round_trip_bps,
        everyVote: readsEveryVote(strategy),
        memo: (name, make) => keepOrMake(columns, `${key}/${name}`, make),
      });
      const all = simulatorInputs(plan, strategy, inputs);
      const bars = { ...cutAll(all, cut), finer: finerWithin(all.finer, base, end) };
      const own = { from: range.from - base, to: range.to - base };
      const result = tradeUncounted(strategy, { ...bars, ...signal, vote, mask: refused }, own, equity);
      const record = { ...accountRecord({ ...plan, spec }, result, own), time: cut(plan.bars.time) };
      const daily = dailyReturns(record);
      return { metrics: accountMetrics(record, daily, returns), daily };
    },
  };
}

/** Whether votes are read at bars that gates refuse: by exits, and where whole columns are traded. */
const readsEveryVote = ({ vectorized, simulation: { opposite, neutral } }: Strategy): boolean =>
  vectorized !== undefined || opposite !== 'ignore' || neutral !== 'ignore';

/** A signal by what it computes: its own parameters and those of the signals below it. */
function signalKey({ node, inputs }: BoundSignal, strategy: Strategy): string {
  const below = inputs
    .filter(({ role }) => role === 'signal')
    .map(({ name }) => strategy.signals.find((s) => s.node.name === name) as BoundSignal);
  return JSON.stringify([node.name, node.values, below.map((b) => signalKey(b, strategy))]);
}

type SimulatorInputs = ReturnType<typeof simulatorInputs>;

/** Each column cut; what is no column stays. */
function cutAll(columns: SimulatorInputs, cut: (x: Float64Array) => Float64Array): SimulatorInputs {
  return Object.fromEntries(
    Object.entries(columns).map(([name, x]) => [name, x instanceof Float64Array ? cut(x) : x]),
  ) as unknown as SimulatorInputs;
}

const copied = ({ direction, edge, sigma, strength }: SignalColumns, { from, to }: Range): SignalColumns => ({
  direction: direction.slice(from, to),
  edge: edge.slice(from, to),
  sigma: sigma.slice(from, to),
  strength: strength.slice(from, to),
});

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
