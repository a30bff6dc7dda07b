import { refuse } from '../../core/problem.ts';
import { streamOf } from '../../core/rng.ts';
import { valueAt } from '../_domain.ts';
import { isActive, paramsOf } from '../space.ts';
import type { Sampler, Space } from '../types.ts';
import { JOE_KUO } from './_joe-kuo.ts';

const BITS = 32;
const TWO_32 = 4294967296;

/** Dimensions that have direction numbers here. */
export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

/**
 * Sobol sequence, one dimension per path in the order of the space, moved by a digital shift that the seed draws per path.
 * A path whose condition does not hold leaves its dimension unused. At most 64 paths, 2^32 trials.
 */
export function sobolSampler(space: Space, seed: number): Sampler {
  refuseBeyondSobol(space.params.length);
  const directions = space.params.map((_, dimension) => directionNumbers(dimension));
  const shifts = space.params.map(({ path }) => streamOf(seed, 'search', 'sobol', 'shift', path).uint32());
  return Object.freeze({
    type: 'sobol' as const,
    looksBack: false,
    suggest(trialIndex: number) {
      const point = new Float64Array(space.params.length).fill(NaN);
      space.params.forEach((param, i) => {
        const word = (sobolWord(directions[i], trialIndex) ^ shifts[i]) >>> 0;
        if (isActive(param, point)) point[i] = valueAt(param.domain, (word + 0.5) / TWO_32);
      });
      return paramsOf(space, point);
    },
  });
}

export function refuseBeyondSobol(dimensions: number): void {
  if (dimensions <= SOBOL_DIMENSIONS) return;
  const message = `the Sobol sequence has ${SOBOL_DIMENSIONS} dimensions, the space has ${dimensions}`;
  throw refuse('SPEC_CONFLICT', 'search.sampler.type', message, { hint: 'random or tpe' });
}

/**
 * v_1 .. v_32 of a dimension, as 32-bit words: m_j / 2^j, m_j = 2 a_1 m_(j-1) xor ... xor 2^s m_(j-s) xor m_(j-s).
 * Source: as `JOE_KUO`; dimension 0 is van der Corput's.
 */
export function directionNumbers(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  const [s, a, ...m] = dimension === 0 ? [0, 0] : JOE_KUO[dimension - 1];
  for (let j = 0; j < BITS; j++) {
    if (dimension === 0) v[j] = 1 << (BITS - 1 - j);
    else if (j < s) v[j] = m[j] << (BITS - 1 - j);
    else {
      v[j] = v[j - s] ^ (v[j - s] >>> s);
      for (let k = 1; k < s; k++) if (((a >>> (s - 1 - k)) & 1) === 1) v[j] ^= v[j - k];
    }
  }
  return v;
}

/** Word of point `index` in Gray-code order. */
export function sobolWord(v: Uint32Array, index: number): number {
  let gray = (index ^ (index >>> 1)) >>> 0;
  let word = 0;
  for (let j = 0; gray !== 0; j++, gray >>>= 1) if ((gray & 1) === 1) word ^= v[j];
  return word >>> 0;
}
