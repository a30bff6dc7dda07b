import type { Range } from '../core/artifacts.ts';
import { addPeriods } from '../core/calendar.ts';
import type { FittedWeight, Refits, Signal, SignalFit } from '../core/contracts/signal.ts';
import type { Node } from '../spec/types.ts';
import type { Plan } from './plan.ts';
import { rowAt } from './rows.ts';
import type { BoundSignal, Inputs } from './strategy.ts';
import { scheduleOf } from './terms.ts';

/** What a signal has learnt for the rows of a term from the rows before it. */
export interface SignalTerm {
  readonly apply: Range;
  readonly fit: Range;
  /** Epoch ms at which the term begins. */
  readonly time: number;
}

export interface LearntTerm extends SignalTerm {
  readonly weights: readonly FittedWeight[];
}

/** The weights of one signal over time. */
export interface Learnt {
  readonly signal: string;
  readonly table: string;
  readonly inputs: readonly string[];
  readonly labels: readonly string[];
  readonly terms: readonly LearntTerm[];
}

export interface Learner {
  readonly node: Node<Signal>;
  readonly fit: SignalFit;
  readonly units: readonly string[];
  readonly terms: readonly SignalTerm[];
  readonly weights: ReturnType<SignalFit['weights']>;
}

/** What a signal learns, and when; undefined where it learns nothing. */
export function learnerOf(plan: Plan, node: Node<Signal>, units: readonly string[]): Learner | undefined {
  const fit = node.component.learns;
  const refits = fit?.refits(node.values);
  if (fit === undefined || refits === undefined) return undefined;
  return { node, fit, units, terms: termsOf(plan, refits), weights: fit.weights(node.values) };
}

/** Terms within the traded rows; before the first one nothing is known of out-of-sample outcomes. */
function termsOf({ bars, folds, traded }: Plan, { window, every }: Refits): readonly SignalTerm[] {
  const { time, interval_ms } = bars;
  const begins = (every === undefined ? folds.map(({ times }) => times.test.from) : datesWithin(every)).filter(
    (date) => date > time[traded.from] && rowAt(time, date) < traded.to,
  );
  return begins.map((date, i): SignalTerm => {
    const row = rowAt(time, date);
    const opens = window === undefined ? traded.from : rowAt(time, addPeriods(date, window, -1, interval_ms));
    const ends = i + 1 < begins.length ? rowAt(time, begins[i + 1]) : traded.to;
    return { time: date, fit: { from: Math.max(traded.from, opens), to: row }, apply: { from: row, to: ends } };
  });

  function datesWithin(period: NonNullable<Refits['every']>): readonly number[] {
    const dates = scheduleOf(period, interval_ms);
    const found: number[] = [];
    for (let k = dates.before(time[traded.from]); dates.at(k) <= time[traded.to - 1]; k++) found.push(dates.at(k));
    return found;
  }
}

/** Weights for a term, from rows before it whose labels have resolved before it. */
export function learn(
  { node, fit, units, weights }: Learner,
  term: SignalTerm,
  columns: readonly Float64Array[],
  outcomeOf: Inputs['outcome'],
): readonly FittedWeight[] {
  const { from, to } = term.fit;
  const labels = weights.map(({ label }) => {
    const { value, last } = outcomeOf(label);
    const own = value.slice(from, to);
    for (let t = from; t < to; t++) if (last[t] >= to) own[t - from] = NaN;
    return own;
  });
  return fit.fit(node.values, units, { inputs: columns.map((x) => x.subarray(from, to)), labels });
}

/** A signal over whole input columns, with what it has learnt on the way. */
export function wholeSignal(
  plan: Plan,
  { node, units }: BoundSignal,
  columns: readonly Float64Array[],
  { outcomeOf, outputs }: { readonly outcomeOf: Inputs['outcome']; readonly outputs: readonly Float64Array[] },
): Learnt | undefined {
  const learner = learnerOf(plan, node, units);
  const weights = learner?.weights.map(() => new Float64Array(plan.bars.rows).fill(NaN)) ?? [];
  const terms = learner?.terms.map((term): LearntTerm => {
    const found = learn(learner, term, columns, outcomeOf);
    found.forEach(({ weight }, k) => weights[k].fill(weight, term.apply.from, term.apply.to));
    return { ...term, weights: found };
  });
  node.component.push(node.component.start(node.values, units, plan.bars.symbol), [...columns, ...weights], outputs);
  if (learner === undefined || terms === undefined) return undefined;
  return {
    signal: node.name,
    table: learner.fit.table,
    inputs: learner.weights.map(({ input }) => input),
    labels: learner.weights.map(({ label }) => label),
    terms,
  };
}
