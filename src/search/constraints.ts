import { didYouMean } from '../core/nearest.ts';
import type { Problem } from '../core/problem.ts';
import { Refusal } from '../core/problem.ts';
import type { Bound, Constraints, Direction, Objective } from './types.ts';

/** As much of a metric as a search reads. `value` is null exactly where `withheld` says why. */
export interface MetricValue {
  readonly name: string;
  readonly value: number | null;
  readonly withheld?: string;
}

export interface Missed {
  readonly metric: string;
  readonly bound: 'min' | 'max';
  readonly limit: number;
  /** Null where the metric is withheld. */
  readonly found: number | null;
  readonly why?: string;
}

export interface Judged {
  /** By objective; null where one is withheld: then the trial has no place in a ranking. */
  readonly values: readonly number[] | null;
  /** `values` with the sign turned where larger is better. */
  readonly losses: readonly number[] | null;
  readonly withheld?: string;
  readonly missed: readonly Missed[];
  /** Sum over missed bounds of |found - limit| / max(|limit|, 1e-12); Infinity where a bounded metric is withheld. */
  readonly violation: number;
}

/**
 * What the metrics of one trial say of objectives and constraints. An unknown name is refused (the fault is the spec's);
 * a withheld objective leaves the trial unranked, a withheld constraint counts as missed.
 */
export function judge(
  metrics: readonly MetricValue[],
  objectives: readonly Objective[],
  constraints: Constraints = {},
): Judged {
  const byName = new Map(metrics.map((metric) => [metric.name, metric]));
  refuseUnknown(byName, objectives, constraints);
  const missed: Missed[] = [];
  for (const [name, bound] of Object.entries(constraints)) missed.push(...missedOf(byName.get(name), name, bound));
  const violation = missed.reduce(
    (sum, { found, limit }) =>
      sum + (found === null ? Infinity : Math.abs(found - limit) / Math.max(Math.abs(limit), 1e-12)),
    0,
  );
  const held = objectives.find(({ metric }) => byName.get(metric)?.value === null);
  if (held !== undefined) {
    const why = byName.get(held.metric)?.withheld ?? 'not defined';
    return { values: null, losses: null, withheld: `${held.metric}: ${why}`, missed, violation };
  }
  const values = objectives.map(({ metric }) => byName.get(metric)?.value ?? NaN);
  return { values, losses: values.map((value, i) => lossOf(value, objectives[i].direction)), missed, violation };
}

export function lossOf(value: number, direction: Direction): number {
  return direction === 'maximize' ? -value : value;
}

function refuseUnknown(
  byName: ReadonlyMap<string, MetricValue>,
  objectives: readonly Objective[],
  constraints: Constraints,
): void {
  const problemOf = (block: string, name: string): readonly Problem[] => {
    if (byName.has(name)) return [];
    const { hint } = didYouMean(name, [...byName.keys()]);
    return [
      {
        code: 'SPEC_UNKNOWN_NAME',
        path: ['search', block, name],
        message: 'is not a metric of this experiment',
        at: 'key',
        ...(hint !== undefined && { hint }),
      },
    ];
  };
  const problems = [
    ...objectives.flatMap(({ metric }) => problemOf('objectives', metric)),
    ...Object.keys(constraints).flatMap((name) => problemOf('constraints', name)),
  ];
  if (problems.length > 0) throw new Refusal(problems, 2);
}

function missedOf(metric: MetricValue | undefined, name: string, { min, max }: Bound): readonly Missed[] {
  const found = metric?.value ?? null;
  const why = found === null ? { why: metric?.withheld ?? 'not defined' } : {};
  const missed: Missed[] = [];
  if (min !== undefined && !(found !== null && found >= min))
    missed.push({ metric: name, bound: 'min', limit: min, found, ...why });
  if (max !== undefined && !(found !== null && found <= max))
    missed.push({ metric: name, bound: 'max', limit: max, found, ...why });
  return missed;
}

export interface Rankable {
  readonly index: number;
  readonly state: string;
  readonly losses: readonly number[] | null;
  readonly violation: number;
}

/**
 * Complete trials from best to worst: feasible ones by the first objective, ties by the next ones, then infeasible
 * ones by what they miss. Equal trials: the earlier one. Pruned, failed and unranked trials are left out.
 */
export function rankTrials<T extends Rankable>(trials: readonly T[]): readonly T[] {
  return trials
    .filter(({ state, losses }) => state === 'complete' && losses !== null)
    .sort(
      (a, b) =>
        Number(a.violation > 0) - Number(b.violation > 0) ||
        apart(a.violation, b.violation) ||
        byLosses(a, b) ||
        a.index - b.index,
    );
}

const apart = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

function byLosses(a: Rankable, b: Rankable): number {
  const [x, y] = [a.losses ?? [], b.losses ?? []];
  const first = x.findIndex((loss, i) => loss !== y[i]);
  return first < 0 ? 0 : apart(x[first], y[first]);
}

/** The first of the ranking, where it keeps all constraints. */
export function bestTrial<T extends Rankable>(trials: readonly T[]): T | undefined {
  const best = rankTrials(trials).at(0);
  return best === undefined || best.violation > 0 ? undefined : best;
}

interface Tried {
  readonly state: string;
  readonly metrics: { readonly [name: string]: number | null };
}

/**
 * Of a search in which every complete trial misses a constraint: how many miss each bound, and how near the nearest came.
 * Undefined where some trial keeps them all, or none is complete.
 */
export function conflictOf(trials: readonly Tried[], constraints: Constraints): string | undefined {
  const complete = trials.filter(({ state }) => state === 'complete');
  if (complete.length === 0) return undefined;
  const bounds = Object.entries(constraints).flatMap(([metric, { min, max }]) => [
    ...(min === undefined ? [] : [{ metric, limit: min, sign: 1, word: 'min' }]),
    ...(max === undefined ? [] : [{ metric, limit: max, sign: -1, word: 'max' }]),
  ]);
  const keeps = ({ metrics }: Tried, { metric, limit, sign }: (typeof bounds)[number]): boolean =>
    sign * ((metrics[metric] ?? NaN) - limit) >= 0;
  if (complete.some((trial) => bounds.every((bound) => keeps(trial, bound)))) return undefined;
  const missed = bounds.flatMap((bound) => {
    const count = complete.filter((trial) => !keeps(trial, bound)).length;
    if (count === 0) return [];
    const known = complete.flatMap(({ metrics }) => metrics[bound.metric] ?? []);
    const nearest =
      known.length === 0 ? 'withheld' : String(bound.sign * Math.max(...known.map((x) => bound.sign * x)));
    return [`${bound.metric} ${bound.word} ${bound.limit} by ${count} of ${complete.length} (nearest ${nearest})`];
  });
  return `the constraints are missed by every complete trial: ${missed.join('; ')}`;
}
