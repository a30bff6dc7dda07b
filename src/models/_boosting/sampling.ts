import type { UniformSource } from './types.ts';

/**
 * Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S): `wanted` of the first `count` items
 * of `from`, in their order, without replacement. The rest goes to `others` if given.
 */
export function sample(
  from: ArrayLike<number>,
  wanted: number,
  rng: UniformSource,
  chosen: Uint32Array,
  others?: Uint32Array,
): void {
  let taken = 0;
  for (let k = 0; k < from.length; k++) {
    if ((from.length - k) * rng.uniform() < wanted - taken) chosen[taken++] = from[k];
    else if (others !== undefined) others[k - taken] = from[k];
  }
}

/** Size of a sample: at least one, and the nearest whole number to the share. */
export function sampleSize(count: number, fraction: number): number {
  return Math.min(count, Math.max(1, Math.round(count * fraction)));
}
