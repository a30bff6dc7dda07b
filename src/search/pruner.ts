import { normalCdf, ranksAverage } from '../core/math/index.ts';
import { streamOf } from '../core/rng.ts';
import type { PastTrial, Pruner } from './types.ts';

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

/**
 * Stops a trial whose mean loss over its folds so far is above the median of what the complete trials had after as many
 * folds. Folds without a loss (NaN) are left out of a mean; a trial without any is not stopped.
 * Source: Golovin et al. (2017), Google Vizier, section 3.2, with the running mean.
 */
export function medianPruner({ startup, trials }: MedianOptions): Pruner {
  return Object.freeze({
    type: 'median' as const,
    stops(folds: readonly number[], history: readonly PastTrial[]): boolean {
      if (folds.length < Math.max(1, startup)) return false;
      const others = completeFolds(history, folds.length).map((other) => meanOf(other.slice(0, folds.length)));
      const known = others.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
      if (known.length < Math.max(1, trials)) return false;
      const half = known.length >> 1;
      const median = known.length % 2 === 1 ? known[half] : 0.5 * (known[half - 1] + known[half]);
      return meanOf(folds) > median;
    },
  });
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
    stops(folds: readonly number[], history: readonly PastTrial[]): boolean {
      if (folds.length < Math.max(2, startup)) return false;
      const best = bestComplete(history);
      if (best === undefined) return false;
      const differences = folds.map((loss, i) => loss - (best[i] ?? NaN)).filter((d) => !Number.isNaN(d));
      return meanOf(differences) > 0 && signedRankTail(differences) < p_value;
    },
  });
}

function completeFolds(history: readonly PastTrial[], least: number): readonly (readonly number[])[] {
  return history.flatMap(({ state, folds }) =>
    state === 'complete' && folds !== undefined && folds.length >= least ? [folds] : [],
  );
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
