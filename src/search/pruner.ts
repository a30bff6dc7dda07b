import { normalCdf, ranksAverage } from '../core/math/index.ts';
import { streamOf } from '../core/rng.ts';
import type { PastTrial, Pruner, StopRule } from './types.ts';

/** Order in which every trial runs its folds: by chance, so that early folds stand for the whole range. */
export function foldOrder(seed: number, folds: number): Int32Array {
  return streamOf(seed, 'search', 'fold order').permutation(folds);
}

export interface MedianOptions {
  /** Folds that no trial stops before. */
  readonly startup: number;
  /** Complete trials that are needed first. */
  readonly trials: number;
}

/** Whether a trial with these losses so far, in fold order, stops now. */
export function stopsBy(rule: StopRule | undefined, folds: readonly number[]): boolean {
  if (rule === undefined) return false;
  if (rule.by === 'limits') return meanOf(folds) > (rule.limits[folds.length - 1] ?? Infinity);
  if (folds.length < rule.startup) return false;
  const differences = folds.map((loss, i) => loss - (rule.best[i] ?? NaN)).filter((d) => !Number.isNaN(d));
  return meanOf(differences) > 0 && signedRankTail(differences) < rule.p_value;
}

/** A rule that never stops is none. */
const limitsOf = (limits: readonly number[]): StopRule | undefined =>
  limits.every((limit) => limit === Infinity) ? undefined : { by: 'limits', limits };

export interface MedianOptions {
  /** Folds that no trial stops before. */
  readonly startup: number;
  /** Complete trials that are needed first. */
  readonly trials: number;
}

/**
 * Stops a trial whose mean loss over its folds so far is above the median of what the complete trials had after as many
 * folds. Folds without a loss (NaN) are left out of a mean; a trial without any is not stopped.
 * Source: Golovin et al. (2017), Google Vizier, section 3.2, with the running mean.
 */
export function medianPruner({ startup, trials }: MedianOptions): Pruner {
  return Object.freeze({
    type: 'median' as const,
    rule(_trialIndex: number, history: readonly PastTrial[]): StopRule | undefined {
      const complete = history.filter(({ state, folds }) => state === 'complete' && folds !== undefined);
      const folds = Math.max(0, ...complete.map((t) => t.folds?.length ?? 0));
      return limitsOf(
        Array.from({ length: folds }, (_, i) => {
          const known = meansAfter(complete, i + 1);
          if (i + 1 < startup || known.length < Math.max(1, trials)) return Infinity;
          const half = known.length >> 1;
          return known.length % 2 === 1 ? known[half] : 0.5 * (known[half - 1] + known[half]);
        }),
      );
    },
  });
}

export interface HalvingOptions {
  /** Folds before the first rung. */
  readonly startup: number;
  /** One in so many goes on from each rung, and each rung is so many times as far as the one before. */
  readonly factor: number;
}

/**
 * Asynchronous successive halving: rungs after startup, startup x factor, startup x factor^2 ... folds; a trial goes on
 * from a rung while its mean loss is among the best 1/factor of all that have reached it, itself included, or the best.
 * Source: Li et al. (2020), A system for massively parallel hyperparameter tuning, MLSys 2.
 */
export function ashaPruner({ startup, factor }: HalvingOptions): Pruner {
  return Object.freeze({
    type: 'asha' as const,
    rule: (_trialIndex: number, history: readonly PastTrial[]) => halvingRule(history, startup, factor),
  });
}

/**
 * Several brackets of successive halving, from early stops to late ones; bracket s starts at startup x factor^s folds and
 * gets a share of the trials that grows as its budget. A trial competes within its bracket only. `folds` = number of folds.
 * Source: Li et al. (2018), Hyperband, JMLR 18(185).
 */
export function hyperbandPruner({ startup, factor }: HalvingOptions, folds: number): Pruner {
  const brackets: number[] = [];
  for (let rung = startup; rung <= Math.max(startup, folds); rung *= factor) brackets.push(rung);
  const turns = brackets.flatMap((_, s) => {
    const left = brackets.length - s;
    return new Array<number>(Math.ceil((brackets.length * powerOf(factor, left - 1)) / left)).fill(s);
  });
  const bracketOf = (index: number): number => turns[(index * strideOf(turns.length)) % turns.length];
  return Object.freeze({
    type: 'hyperband' as const,
    rule(trialIndex: number, history: readonly PastTrial[]): StopRule | undefined {
      const own = bracketOf(trialIndex);
      return halvingRule(
        history.filter(({ index }) => bracketOf(index) === own),
        brackets[own],
        factor,
      );
    },
  });
}

function powerOf(base: number, times: number): number {
  let power = 1;
  for (let i = 0; i < times; i++) power *= base;
  return power;
}

/** A step without a common divisor near the golden section, so that brackets take turns. */
function strideOf(length: number): number {
  const divides = (a: number, b: number): number => (b === 0 ? a : divides(b, a % b));
  let stride = Math.max(1, Math.round(0.618 * length));
  while (divides(stride, length) !== 1) stride++;
  return stride;
}

function halvingRule(history: readonly PastTrial[], startup: number, factor: number): StopRule | undefined {
  const most = Math.max(0, ...history.map(({ folds }) => folds?.length ?? 0));
  const limits = new Array<number>(most).fill(Infinity);
  const known = history.filter(({ state }) => state === 'complete' || state === 'pruned');
  for (let rung = startup; rung <= most; rung *= factor) {
    const others = meansAfter(known, rung);
    const kept = Math.max(1, Math.floor((others.length + 1) / factor));
    if (others.length >= kept) limits[rung - 1] = others[kept - 1];
  }
  return limitsOf(limits);
}

/** Mean losses of the trials that have run so many folds, ascending. */
function meansAfter(trials: readonly PastTrial[], count: number): readonly number[] {
  return trials
    .flatMap(({ folds }) => (folds !== undefined && folds.length >= count ? [meanOf(folds.slice(0, count))] : []))
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
}

export interface WilcoxonOptions {
  readonly startup: number;
  /** One-sided significance at which a trial stops. */
  readonly p_value: number;
}

/**
 * Stops a trial that loses to the best complete one fold by fold: signed-rank test of the differences, one-sided, where
 * its mean is worse too. Source: Wilcoxon (1945), Individual comparisons by ranking methods, Biometrics Bulletin 1(6).
 */
export function wilcoxonPruner({ startup, p_value }: WilcoxonOptions): Pruner {
  return Object.freeze({
    type: 'wilcoxon' as const,
    rule(_trialIndex: number, history: readonly PastTrial[]): StopRule | undefined {
      const best = bestComplete(history);
      return best === undefined ? undefined : { by: 'best', best, startup: Math.max(2, startup), p_value };
    },
  });
}

function bestComplete(history: readonly PastTrial[]): readonly number[] | undefined {
  let best: PastTrial | undefined;
  for (const trial of history) {
    if (trial.state !== 'complete' || trial.folds === undefined || (trial.violation ?? 0) > 0) continue;
    if (best === undefined || (trial.loss ?? Infinity) < (best.loss ?? Infinity)) best = trial;
  }
  return best?.folds;
}

function meanOf(values: readonly number[]): number {
  let [total, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    total += value;
    count++;
  }
  return total / count;
}

/**
 * Probability of a rank sum of positive differences this large by chance. Exact up to 50 differences without ties,
 * else normal with correction for continuity and ties; zeros are left out. 1 where no difference remains.
 */
export function signedRankTail(differences: readonly number[]): number {
  const known = differences.filter((d) => d !== 0);
  const n = known.length;
  if (n === 0) return 1;
  const ranks = ranksAverage(Float64Array.from(known, Math.abs));
  let positive = 0;
  known.forEach((d, i) => (positive += d > 0 ? ranks[i] : 0));
  const tied = new Set(ranks).size < n;
  if (!tied && n <= 50) return exactTail(n, positive);
  let variance = 0;
  for (const rank of ranks) variance += rank * rank;
  return normalCdf(-(positive - (n * (n + 1)) / 4 - 0.5) / Math.sqrt(variance / 4));
}

/** Share of the 2^n sets of ranks 1..n whose sum is at least `least`. */
function exactTail(n: number, least: number): number {
  const ways = new Float64Array((n * (n + 1)) / 2 + 1);
  ways[0] = 1;
  for (let rank = 1; rank <= n; rank++) for (let s = ways.length - 1; s >= rank; s--) ways[s] += ways[s - rank];
  let [tail, all] = [0, 0];
  ways.forEach((count, s) => {
    all += count;
    if (s >= least) tail += count;
  });
  return tail / all;
}
