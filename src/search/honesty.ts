import {
  deflatedSharpe,
  effectiveTrialsByClusters,
  haircutSharpe,
  pbo,
  probabilisticSharpe,
  sharpeSample,
  trialVariance,
} from '../evaluation/_stats/index.ts';
import type { Neighbours } from './neighbours.ts';
import { neighboursOf } from './neighbours.ts';
import type { Params, Space } from './types.ts';

/** What honesty needs of a complete trial. */
export interface Evidence {
  readonly index: number;
  readonly params: Params;
  /** Daily returns (fractions) over the range that all trials share. */
  readonly returns: Float64Array;
  /** First objective, as reported. */
  readonly value: number;
}

export interface HonestyOptions {
  readonly space: Space;
  /** Index of the chosen trial. */
  readonly best: number;
  /** Distinct runs that the ledger knows on this data, this sweep's included. */
  readonly everTried: number;
  /** Trials beyond this number are thinned out evenly for what costs a cube or a square of them. */
  readonly mostTrials?: number;
}

/** A number, or why there is none. */
export type Shown =
  { readonly value: number; readonly withheld?: undefined } | { readonly value: null; readonly withheld: string };

export interface Honesty {
  readonly everTried: number;
  /** Complete trials of this sweep. */
  readonly trials: number;
  /** Independent ones among them: clusters of returns that correlate above 0.5. */
  readonly effective: number;
  /** Trials that the deflated ratio allows for: `effective`, scaled up to all that was ever tried. */
  readonly allowedFor: number;
  /** Sharpe ratio of the best trial, per day. */
  readonly sharpe: Shown;
  /** Probability that its true ratio is above 0. */
  readonly psr: Shown;
  /** Probability that its true ratio is above what luck gives the best of `allowedFor`. */
  readonly dsr: Shown;
  /** That luck, per day. */
  readonly luck: Shown;
  /** Share of splits in which the best of one half is below the median in the other. */
  readonly pbo: Shown;
  /** Share of the ratio that is lost when p-values are adjusted for all trials (Benjamini-Hochberg-Yekutieli). */
  readonly haircut: Shown;
  readonly neighbours: Neighbours;
  /** Trials that effective number and PBO were computed on. */
  readonly computedOn: number;
}

const shown = (value: number, reason: string): Shown =>
  Number.isFinite(value) ? { value } : { value: null, withheld: reason };

/**
 * How much of the best result is luck. In: complete trials with daily returns of one length. Sources: as the functions of
 * evaluation state (Bailey and Lopez de Prado 2012, 2014; Bailey et al. 2017; Harvey and Liu 2015).
 *
 * Earlier runs' returns are not at hand: they are taken to hold as large a share of independent ones as this sweep.
 */
export function honestyOf(
  evidence: readonly Evidence[],
  { space, best, everTried, mostTrials = 300 }: HonestyOptions,
): Honesty {
  const chosen = evidence.find(({ index }) => index === best);
  if (chosen === undefined) throw new RangeError(`trial ${best} is not among the evidence`);
  const days = chosen.returns.length;
  const stray = evidence.find(({ returns }) => returns.length !== days);
  if (stray !== undefined)
    throw new RangeError(`trial ${stray.index} has ${stray.returns.length} daily returns, trial ${best} ${days}`);
  const some = thinned(evidence, chosen, mostTrials);
  const clusters = effectiveTrialsByClusters(some.map(({ returns }) => returns));
  const effective = (clusters * evidence.length) / some.length;
  const ever = Math.max(everTried, evidence.length);
  const allowedFor = (effective * ever) / evidence.length;
  const sample = sharpeSample(chosen.returns);
  const sharpes = Float64Array.from(evidence, ({ returns }) => sharpeSample(returns).sharpe);
  const { dsr, benchmark } = deflatedSharpe(sample, allowedFor, evidence.length < 2 ? 0 : trialVariance(sharpes));
  const flat = 'its returns have no spread';
  return {
    everTried: ever,
    trials: evidence.length,
    effective,
    allowedFor,
    sharpe: shown(sample.sharpe, flat),
    psr: shown(probabilisticSharpe(sample), flat),
    dsr: shown(dsr, flat),
    luck: shown(benchmark, flat),
    pbo: pboOf(some, days),
    haircut: haircutOf(evidence, { best, days, sharpes }),
    neighbours: neighboursOf(space, evidence, best),
    computedOn: some.length,
  };
}

/** Evenly spaced trials and the chosen one, in order. */
function thinned(evidence: readonly Evidence[], chosen: Evidence, most: number): readonly Evidence[] {
  if (evidence.length <= most) return evidence;
  const kept = new Set(
    Array.from({ length: most - 1 }, (_, i) => evidence[Math.floor((i * evidence.length) / (most - 1))]),
  );
  kept.add(chosen);
  return evidence.filter((one) => kept.has(one));
}

/** 16 blocks where the days allow, at least two days in each; fewer where many trials make the splits dear. */
function pboOf(evidence: readonly Evidence[], days: number): Shown {
  if (evidence.length < 2) return { value: null, withheld: 'needs 2 trials' };
  const blocks = Math.min(evidence.length > 100 ? 12 : 16, 2 * Math.floor(days / 4));
  if (blocks < 4) return { value: null, withheld: `under 8 days (${days})` };
  const returns = evidence.map((one) => one.returns);
  return shown(pbo(returns, blocks).pbo, 'not defined');
}

function haircutOf(
  evidence: readonly Evidence[],
  { best, days, sharpes }: { readonly best: number; readonly days: number; readonly sharpes: Float64Array },
): Shown {
  const chosen = evidence.findIndex(({ index }) => index === best);
  if (!(sharpes[chosen] > 0)) return { value: null, withheld: 'its Sharpe ratio is not above 0' };
  const known = sharpes.map((sharpe) => (Number.isFinite(sharpe) ? sharpe : 0));
  return shown(haircutSharpe(known, chosen, days, 'bhy').haircut, 'not defined');
}
