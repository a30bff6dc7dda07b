import { windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import { spearman } from '../core/math/index.ts';
import * as p from '../core/params.ts';
import { emitEdge, toBps } from './_emit.ts';
import { REFITS, refitsOf } from './_learning.ts';

const params = {
  of: p.input('Model or calibrator whose labels are the horizons.', { accepts: ['model', 'score'] }),
  weights: p.map('Relative weight of each label; at least one above 0.', p.number('Relative weight.', { min: 0 })),
  sigma: p.input('Standard deviation of one bar, as a fraction or in bps.', { accepts: ['column', 'score'] }),
  fit: p.block('Weights learnt from resolved out-of-sample outcomes; as written where absent.', REFITS, {
    optional: true,
  }),
  shrink: p.fraction('With `fit`: how far the learnt weights are moved towards the written ones.', {
    min: 0,
    max: 1,
    optional: true,
  }),
};

interface State {
  /** As written, of sum 1. */
  readonly weights: readonly number[];
  readonly learns: boolean;
  /** Weights of the bar at hand. */
  readonly now: Float64Array;
  readonly edgeFactors: readonly number[];
  readonly sigmaFactor: number;
  readonly terms: Float64Array;
}

/**
 * edge = sum(w * e) / sum(w) over the horizons, direction = sign(edge), strength = |edge| / sigma.
 *
 * With `fit`: w = shrink x written + (1 - shrink) x max(0, IC) / sum of max(0, IC), IC = Spearman of score and outcome over
 * the rows of the window whose label has resolved before the refit. As written before the first refit, where no IC is
 * above 0, and where fewer than `min_samples` rows are known; equal written weights make it a shrinkage towards equal.
 *
 * In: one score per weight (bps, or a fraction) and sigma (bps, or a fraction). Out: direction, edge bps, sigma bps, strength.
 * NaN: an unknown score of non-zero weight gives direction 0 and edge NaN; scores of weight 0 are not looked at.
 * Terms are summed in the order of their values, so that no bit depends on what the labels are called.
 */
export default defineSignal({
  type: 'weighted_horizons',
  version: 1,
  summary: 'Weighted mean of the edges of several horizons.',
  params,
  check({ weights, fit, shrink }) {
    if (!Object.values(weights).some((w) => w > 0))
      return [{ key: 'weights', message: 'at least one weight must be above 0', expected: '{ h1: 0.5, h12: 0.5 }' }];
    if (shrink === undefined || fit !== undefined) return [];
    return [
      { key: 'shrink', message: 'only learnt weights are shrunk', expected: 'fit: { type: rolling, window: 180d }' },
    ];
  },
  inputs({ of, weights, sigma }) {
    const scores = Object.keys(weights).map((label) => ({ name: `${of}.${label}`, role: 'score' as const }));
    return [...scores, { name: sigma, role: 'column' as const }];
  },
  gives: () => ['edge', 'sigma'],
  reach: () => windowReach(1),
  learns: {
    table: 'horizon',
    refits: ({ fit }) => refitsOf(fit),
    weights: ({ of, weights }) => Object.keys(weights).map((label) => ({ input: `${of}.${label}`, label })),
    fit({ weights, fit, shrink = 0 }, _units, { inputs, labels }) {
      const written = shares(Object.values(weights));
      const worth = labels.map((label, k) => correlationOf(inputs[k], label, fit?.min_samples ?? 0));
      const total = sortedSum(
        Float64Array.from(worth, ({ gain }) => gain),
        worth.length,
      );
      return worth.map(({ ic, gain, samples }, k) => ({
        weight: total > 0 ? shrink * written[k] + ((1 - shrink) * gain) / total : written[k],
        ic,
        samples,
      }));
    },
  },
  start({ weights, fit }, units): State {
    const given = Object.values(weights);
    return {
      weights: shares(given),
      learns: fit !== undefined,
      now: new Float64Array(given.length),
      edgeFactors: given.map((_, k) => toBps(units[k])),
      sigmaFactor: toBps(units[given.length]),
      terms: new Float64Array(given.length),
    };
  },
  push(state, inputs, outputs) {
    const count = state.weights.length;
    const sigmas = inputs[count];
    for (let i = 0; i < sigmas.length; i++) {
      for (let k = 0; k < count; k++) {
        const learnt = state.learns ? inputs[count + 1 + k][i] : NaN;
        state.now[k] = learnt === learnt ? learnt : state.weights[k];
      }
      emitEdge(outputs, i, edgeAt(state, inputs, i), sigmas[i] * state.sigmaFactor, true);
    }
  },
});

function edgeAt({ now, edgeFactors, terms }: State, inputs: readonly Float64Array[], i: number): number {
  let n = 0;
  for (let k = 0; k < now.length; k++) {
    if (now[k] > 0) terms[n++] = inputs[k][i] * edgeFactors[k] * now[k];
  }
  return sortedSum(terms, n);
}

/** Weights over their sum, which is taken from the smallest up. */
function shares(given: readonly number[]): readonly number[] {
  const total = sortedSum(Float64Array.from(given), given.length);
  return given.map((w) => w / total);
}

/** Spearman over the rows where both are known; `gain` = what of it is above 0, and 0 where too few are. */
function correlationOf(score: Float64Array, label: Float64Array, least: number) {
  const known = Int32Array.from(score.keys()).filter((t) => score[t] === score[t] && label[t] === label[t]);
  const pick = (x: Float64Array): Float64Array => Float64Array.from(known, (t) => x[t]);
  const ic = known.length < Math.max(2, least) ? NaN : spearman(pick(score), pick(label));
  return { ic, gain: ic > 0 ? ic : 0, samples: known.length };
}

/** Sum of the first n terms from the smallest up; sorts in place. NaN when one is NaN. */
function sortedSum(terms: Float64Array, n: number): number {
  for (let i = 1; i < n; i++) {
    const term = terms[i];
    let j = i - 1;
    for (; j >= 0 && terms[j] > term; j--) terms[j + 1] = terms[j];
    terms[j + 1] = term;
  }
  let sum = 0;
  for (let i = 0; i < n; i++) sum += terms[i];
  return sum;
}
