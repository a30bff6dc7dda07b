import { windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import * as p from '../core/params.ts';
import { emitDirection, emitEdge } from './_emit.ts';

const params = {
  of: p.inputs('Signals that are averaged.', { accepts: ['signal'] }),
  average: p.choice(
    'What is averaged: `edge` in bps, which every signal must give, or `direction`.',
    ['edge', 'direction'],
    {
      default: 'direction',
    },
  ),
  min: p.number('`direction`: least size of the mean, 0..1, for a direction.', { min: 0, max: 1, default: 0 }),
};

/**
 * edge = mean of the edges, sigma = mean of the sigmas; or direction = sign of the mean direction where it is not below
 * `min`, strength = its size.
 *
 * In: the signals. Out: direction, edge and sigma (bps; `edge` only), strength = |edge| / sigma where the signals give
 * one. NaN: with `edge` one unknown edge makes the mean unknown (direction 0); with `direction` an unknown signal counts
 * as 0. The sum runs in the order of the values, so that no bit depends on the order of the names.
 */
export default defineSignal({
  type: 'mean',
  version: 1,
  summary: 'Mean edge, or mean direction, of several signals.',
  params,
  inputs: ({ of }) => of.map((name) => ({ name, role: 'signal' as const })),
  needs: ({ average }) => (average === 'edge' ? ['edge'] : []),
  gives({ of, average }, given) {
    if (average === 'direction') return [];
    return of.every((name) => given(name).includes('sigma')) ? ['edge', 'sigma'] : ['edge'];
  },
  reach: () => windowReach(1),
  start: ({ of, average, min }) => ({ average, min, terms: new Float64Array(of.length) }),
  push({ average, min, terms }, inputs, outputs) {
    const meanOf = (output: number, i: number): number => {
      for (let k = 0; k < terms.length; k++) terms[k] = inputs[4 * k + output][i];
      return sum(terms.sort()) / terms.length;
    };
    for (let i = 0; i < outputs[0].length; i++) {
      if (average === 'edge') {
        const [edge, sigma, strength] = [meanOf(1, i), meanOf(2, i), meanOf(3, i)];
        emitEdge(outputs, i, edge, sigma, sigma === sigma || strength !== strength);
        continue;
      }
      const mean = meanOf(0, i);
      const direction = Math.abs(mean) >= min ? Math.sign(mean) : 0;
      emitDirection(outputs, i, direction);
      outputs[3][i] = direction === 0 ? 0 : Math.abs(mean);
    }
  },
});

function sum(terms: Float64Array): number {
  let total = 0;
  for (let k = 0; k < terms.length; k++) total += terms[k];
  return total;
}
