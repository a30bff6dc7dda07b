import { exp, log1p } from '../../core/math/index.ts';
import type { Response } from './ensemble.ts';

const sigmoid = (x: number): number => 1 / (1 + exp(-x));

/** Of one sum alone. */
const ALONE: { readonly [type in Exclude<Response['type'], 'softmax' | 'argmax'>]: (x: number, k: number) => number } =
  {
    identity: (x) => x,
    sigmoid: (x, k) => sigmoid(k * x),
    exp,
    log1p_exp: (x) => log1p(exp(x)),
    signed_square: (x) => Math.sign(x) * x * x,
    step: (x) => (x > 0 ? 1 : 0),
  };

/** Turns the sums of one row into what its maker gives out: as many values as `valuesPerRow`. In place. */
export function respond(response: Response, sums: Float64Array): void {
  if (response.type === 'softmax') softmax(sums);
  else if (response.type === 'argmax') sums[0] = largest(sums);
  else {
    const scale = 'scale' in response ? response.scale : 1;
    for (let k = 0; k < sums.length; k++) sums[k] = ALONE[response.type](sums[k], scale);
  }
}

/** exp(x[k] - max) over the sum of all; source: Bishop (2006), 4.3.4. */
function softmax(sums: Float64Array): void {
  const top = sums[largest(sums)];
  let total = 0;
  for (let k = 0; k < sums.length; k++) total += sums[k] = exp(sums[k] - top);
  for (let k = 0; k < sums.length; k++) sums[k] /= total;
}

/** The first of the largest. */
function largest(sums: Float64Array): number {
  let best = 0;
  for (let k = 1; k < sums.length; k++) if (sums[k] > sums[best]) best = k;
  return best;
}
