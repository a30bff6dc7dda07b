import { streamOf } from '../../core/rng.ts';
import { valueAt } from '../_domain.ts';
import { isActive, paramsOf } from '../space.ts';
import type { Point, Sampler, Space } from '../types.ts';

/** Independent draws, even over each domain (over its logarithm where so searched). */
export function randomSampler(space: Space, seed: number): Sampler {
  return Object.freeze({
    type: 'random' as const,
    looksBack: false,
    suggest: (trialIndex: number) => paramsOf(space, randomPoint(space, seed, { sampler: 'random', trialIndex })),
  });
}

export interface Draw {
  readonly sampler: string;
  readonly trialIndex: number;
}

/** Each value comes from the stream of its own path, so that other parameters do not move it. */
export function randomPoint(space: Space, seed: number, { sampler, trialIndex }: Draw): Point {
  const point = new Float64Array(space.params.length).fill(NaN);
  space.params.forEach((param, i) => {
    if (isActive(param, point))
      point[i] = valueAt(param.domain, streamOf(seed, 'search', sampler, trialIndex, param.path).uniform());
  });
  return point;
}
