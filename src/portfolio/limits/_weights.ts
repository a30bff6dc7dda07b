/** A change below this part of a weight is rounding. */
const DUST = 1e-12;

/** Multiplies weights of one sign (0 = all); the number of weights that are less than before. */
export function scaleWeights(weight: Float64Array, factor: number, sign: -1 | 0 | 1 = 0): number {
  if (!(factor < 1 - DUST)) return 0;
  let changed = 0;
  for (let s = 0; s < weight.length; s++) {
    if (weight[s] === 0 || sign * weight[s] < 0) continue;
    weight[s] *= factor;
    changed++;
  }
  return changed;
}
