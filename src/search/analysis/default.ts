import { deflatedSharpe, sharpeSample, trialVariance } from '../../evaluation/_stats/index.ts';

export type Verdict = 'better than the default' | 'indistinguishable from the default' | 'the default itself';

/** The best trial beside the spec as written, day by day. */
export interface AgainstDefault {
  readonly verdict: Verdict;
  /** First objective of the spec as written; null where it is withheld. */
  readonly value: number | null;
  /** Mean difference of daily returns, best less default. */
  readonly difference: number;
  /** Probability that it is above what luck gives the best of as many tries; null where it is not defined. */
  readonly probability: number | null;
}

const LEVEL = 0.95;

export interface Comparing {
  /** Daily returns of the best trial, of all complete ones, of the spec as written. */
  readonly best: Float64Array;
  readonly all: readonly Float64Array[];
  readonly base: Float64Array;
  readonly value: number | null;
  /** Independent tries that luck had. */
  readonly tries: number;
}

/**
 * Whether the best trial earns more than the spec as written: the deflated Sharpe ratio of the daily differences, with the
 * spread of those ratios over the trials. Source: Bailey and Lopez de Prado (2014), The deflated Sharpe ratio.
 */
export function againstDefault({ best, all, base, value, tries }: Comparing): AgainstDefault {
  const less = (returns: Float64Array): Float64Array => returns.map((r, i) => r - base[i]);
  const own = less(best);
  if (own.every((d) => d === 0)) return { verdict: 'the default itself', value, difference: 0, probability: null };
  const ratios = Float64Array.from(all, (returns) => sharpeSample(less(returns)).sharpe).filter((x) => x === x);
  const variance = ratios.length < 2 ? 0 : trialVariance(ratios);
  const { dsr } = deflatedSharpe(sharpeSample(own), tries, variance);
  const difference = own.reduce((a, b) => a + b, 0) / own.length;
  return {
    verdict: dsr >= LEVEL ? 'better than the default' : 'indistinguishable from the default',
    value,
    difference,
    probability: Number.isFinite(dsr) ? dsr : null,
  };
}
