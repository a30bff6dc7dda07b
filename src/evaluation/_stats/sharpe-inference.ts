import { normalCdf, normalQuantile } from '../../core/math/index.ts';
import { kurtosis, skewness } from './distribution.ts';
import { sharpePerPeriod } from './equity.ts';
import { sd } from './sample.ts';

const EULER_GAMMA = 0.5772156649015329;
const EULER = 2.718281828459045;

/** A Sharpe ratio PER PERIOD (never annualised) with the sample it was measured on. */
export interface SharpeSample {
  readonly sharpe: number;
  /** Number of returns. */
  readonly periods: number;
  /** 0 for a normal distribution. */
  readonly skew: number;
  /** 3 for a normal distribution (not excess). */
  readonly kurtosis: number;
}

export function sharpeSample(returns: Float64Array): SharpeSample {
  return {
    sharpe: sharpePerPeriod(returns),
    periods: returns.length,
    skew: skewness(returns),
    kurtosis: kurtosis(returns),
  };
}

/** Spread of the estimate over one period: 1 - skew SR + (kurtosis - 1) / 4 SR^2. */
function estimateVariance({ sharpe, skew, kurtosis: kurt }: SharpeSample): number {
  return 1 - skew * sharpe + ((kurt - 1) / 4) * sharpe * sharpe;
}

/**
 * Probabilistic Sharpe ratio: the probability (0..1) that the true ratio exceeds `benchmark` (per period),
 * cdf((SR - benchmark) sqrt(periods - 1) / sqrt(1 - skew SR + (kurtosis - 1) / 4 SR^2)).
 *
 * NaN under two periods. Source: Bailey and Lopez de Prado (2012), The Sharpe ratio efficient frontier, J. of Risk 15(2).
 */
export function probabilisticSharpe(sample: SharpeSample, benchmark = 0): number {
  if (sample.periods < 2) return NaN;
  const error = Math.sqrt(estimateVariance(sample) / (sample.periods - 1));
  return normalCdf((sample.sharpe - benchmark) / error);
}

/**
 * Minimum track record length: the number of periods after which the probabilistic Sharpe ratio reaches `confidence`,
 * 1 + (1 - skew SR + (kurtosis - 1) / 4 SR^2) (z / (SR - benchmark))^2. `periods` of the sample is not used.
 *
 * Infinity where SR does not exceed the benchmark. Source: as `probabilisticSharpe`.
 */
export function minimumTrackRecord(sample: SharpeSample, benchmark = 0, confidence = 0.95): number {
  if (sample.sharpe <= benchmark) return Infinity;
  const z = normalQuantile(confidence) / (sample.sharpe - benchmark);
  return 1 + estimateVariance(sample) * z * z;
}

/**
 * Expected largest Sharpe ratio of `trials` independent trials without skill:
 * sqrt(variance) ((1 - g) q(1 - 1/N) + g q(1 - 1/(N e))), g Euler's constant, q the normal quantile.
 *
 * In: N >= 1, fractional when effective; variance of the trials' Sharpe ratios. Out: in the unit of sqrt(variance);
 * 0 for one trial. Source: Bailey and Lopez de Prado (2014), The deflated Sharpe ratio, J. Portfolio Management 40(5).
 */
export function expectedMaxSharpe(trials: number, variance: number): number {
  if (!(trials > 1)) return trials === 1 ? 0 : NaN;
  const spread =
    (1 - EULER_GAMMA) * normalQuantile(1 - 1 / trials) + EULER_GAMMA * normalQuantile(1 - 1 / (trials * EULER));
  return Math.sqrt(variance) * Math.max(0, spread);
}

export interface DeflatedSharpe {
  /** Probability (0..1) that the true ratio exceeds what the best of the trials shows by luck. */
  readonly dsr: number;
  /** That luck, per period. */
  readonly benchmark: number;
  readonly trials: number;
}

/**
 * Deflated Sharpe ratio: the probabilistic Sharpe ratio against the expected maximum of `trials` trials whose
 * per-period Sharpe ratios have variance `variance`. Source: as `expectedMaxSharpe`.
 */
export function deflatedSharpe(sample: SharpeSample, trials: number, variance: number): DeflatedSharpe {
  const benchmark = expectedMaxSharpe(trials, variance);
  return { dsr: probabilisticSharpe(sample, benchmark), benchmark, trials };
}

/** Variance (ddof 1) of the trials' per-period Sharpe ratios; trials without one (NaN) are left out. */
export function trialVariance(sharpes: Float64Array): number {
  const spread = sd(sharpes.filter(Number.isFinite));
  return spread * spread;
}
