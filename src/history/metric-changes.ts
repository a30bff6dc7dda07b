import { streamOf } from '../core/rng.ts';
import {
  bootstrapDifference,
  cagr,
  compound,
  sharpe,
  sortino,
  totalReturn,
  volatility,
} from '../evaluation/_stats/index.ts';
import type { Statistic } from '../evaluation/_stats/index.ts';
import type { DailyReturns, StoredMetric, StoredRun } from './stored-run.ts';

/** 95% interval of the difference, by block bootstrap of the daily returns of the days that both runs traded. */
export interface DifferenceInterval {
  readonly low: number;
  readonly high: number;
  /** The difference on the common days alone. */
  readonly estimate: number;
  readonly days: number;
}

/** `same`: no difference at all. `indistinguishable`: the interval holds 0. `unknown`: there is no interval, `why` says why. */
export type MetricVerdict = 'same' | 'indistinguishable' | 'higher' | 'lower' | 'unknown';

export interface MetricChange {
  readonly name: string;
  readonly unit: string;
  readonly a: number | null;
  readonly b: number | null;
  /** b - a; null where either is withheld or absent. */
  readonly difference: number | null;
  readonly interval: DifferenceInterval | null;
  readonly verdict: MetricVerdict;
  readonly why: string | null;
}

export interface CommonDays {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Days of each run alone. */
  readonly daysOfA: number;
  readonly daysOfB: number;
}

const growth = (returns: Float64Array): number => totalReturn(compound(returns));

/** Metrics that are statistics of daily returns; of the others two runs alone say nothing about chance. */
const STATISTICS: ReadonlyMap<string, Statistic> = new Map([
  ['total_return', growth],
  ['cagr', (returns) => cagr(growth(returns), returns.length)],
  ['volatility', (returns) => volatility(returns, 365)],
  ['sharpe_daily', (returns) => sharpe(returns, 365)],
  ['sortino', (returns) => sortino(returns, 365)],
]);

export const hasInterval = (name: string): boolean => STATISTICS.has(name);

const MIN_DAYS = 14;
const REPLICATES = 1000;

/** Daily returns of the days that both runs know, side by side. */
export function commonDays(a: DailyReturns, b: DailyReturns): CommonDays {
  const later = new Map(Array.from(b.time, (time, i) => [time, b.ret[i]]));
  const both = Array.from(a.time, (time, i) => ({ x: a.ret[i], y: later.get(time) ?? NaN })).filter(
    ({ x, y }) => !Number.isNaN(x) && !Number.isNaN(y),
  );
  return {
    a: Float64Array.from(both, (d) => d.x),
    b: Float64Array.from(both, (d) => d.y),
    daysOfA: a.time.length,
    daysOfB: b.time.length,
  };
}

/** Every metric of either run, in the order of the first; `days` is absent where a run left no daily returns. */
export function metricChanges(a: StoredRun, b: StoredRun, days: CommonDays | undefined): readonly MetricChange[] {
  const names = [...new Set([...a.metrics.keys(), ...b.metrics.keys()])];
  return names.map((name) => {
    const [x, y] = [a.metrics.get(name), b.metrics.get(name)];
    const missing = whyMissing(x, 'A') ?? whyMissing(y, 'B');
    const shown = { name, unit: (x ?? y)?.unit ?? '', a: x?.value ?? null, b: y?.value ?? null };
    if (missing !== undefined) return { ...shown, difference: null, interval: null, verdict: 'unknown', why: missing };
    const difference = (shown.b as number) - (shown.a as number);
    return { ...shown, difference, ...judged(name, difference, days, [a.digest ?? a.name, b.digest ?? b.name]) };
  });
}

function whyMissing(metric: StoredMetric | undefined, run: string): string | undefined {
  if (metric === undefined) return `not in ${run}`;
  return metric.value === null ? `withheld in ${run}: ${metric.withheld ?? 'not defined'}` : undefined;
}

type Judgement = Pick<MetricChange, 'interval' | 'verdict' | 'why'>;

function judged(name: string, difference: number, days: CommonDays | undefined, seeds: readonly string[]): Judgement {
  const statistic = STATISTICS.get(name);
  const without = (why: string): Judgement => ({
    interval: null,
    verdict: difference === 0 ? 'same' : 'unknown',
    why: difference === 0 ? null : why,
  });
  if (statistic === undefined) return without('not a statistic of daily returns');
  if (days === undefined) return without('a run has no diagnostics/daily.csv');
  if (days.a.length < MIN_DAYS) return without(`${days.a.length} common days, at least ${MIN_DAYS} are needed`);
  const found = bootstrapDifference(days.b, days.a, statistic, {
    rng: streamOf(0, 'compare', name, ...seeds),
    replicates: REPLICATES,
  });
  const { low, high, estimate } = found;
  if (Number.isNaN(low) || Number.isNaN(high)) return without('not defined on resampled days');
  const interval = { low, high, estimate, days: days.a.length };
  if (difference === 0 && low === 0 && high === 0) return { interval, verdict: 'same', why: null };
  return { interval, verdict: low <= 0 && high >= 0 ? 'indistinguishable' : low > 0 ? 'higher' : 'lower', why: null };
}
