import { windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import * as p from '../core/params.ts';
import { emitEdge, toBps } from './_emit.ts';

const params = {
  of: p.input('Model or calibrator whose labels are the horizons.', { accepts: ['model', 'score'] }),
  weights: p.map('Relative weight of each label; at least one above 0.', p.number('Relative weight.', { min: 0 })),
  sigma: p.input('Standard deviation of one bar, as a fraction or in bps.', { accepts: ['column', 'score'] }),
};

interface State {
  readonly weights: readonly number[];
  readonly edgeFactors: readonly number[];
  readonly sigmaFactor: number;
  readonly terms: Float64Array;
}

/**
 * edge = sum(w * e) / sum(w) over the horizons, direction = sign(edge), strength = |edge| / sigma.
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
  check({ weights }) {
    if (Object.values(weights).some((w) => w > 0)) return [];
    return [{ key: 'weights', message: 'at least one weight must be above 0', expected: '{ h1: 0.5, h12: 0.5 }' }];
  },
  inputs({ of, weights, sigma }) {
    const scores = Object.keys(weights).map((label) => ({ name: `${of}.${label}`, role: 'score' as const }));
    return [...scores, { name: sigma, role: 'column' as const }];
  },
  gives: () => ['edge', 'sigma'],
  reach: () => windowReach(1),
  start({ weights }, units): State {
    const given = Object.values(weights);
    const total = sortedSum(Float64Array.from(given), given.length);
    return {
      weights: given.map((w) => w / total),
      edgeFactors: given.map((_, k) => toBps(units[k])),
      sigmaFactor: toBps(units[given.length]),
      terms: new Float64Array(given.length),
    };
  },
  push(state, inputs, outputs) {
    const sigmas = inputs[state.weights.length];
    for (let i = 0; i < sigmas.length; i++) {
      emitEdge(outputs, i, edgeAt(state, inputs, i), sigmas[i] * state.sigmaFactor, true);
    }
  },
});

function edgeAt({ weights, edgeFactors, terms }: State, inputs: readonly Float64Array[], i: number): number {
  let n = 0;
  for (let k = 0; k < weights.length; k++) {
    if (weights[k] > 0) terms[n++] = inputs[k][i] * edgeFactors[k] * weights[k];
  }
  return sortedSum(terms, n);
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
