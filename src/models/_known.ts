import { mean, quantile7, quantilesOf, sortedFinite, standardDeviation } from '../core/math/index.ts';

/** The finite values of a column, ascending; throws where there are none. */
export function knownOf(x: Float64Array, name: string): Float64Array {
  const known = sortedFinite(x);
  if (known.length === 0) throw new Error(`column "${name}" is known in no train row`);
  return known;
}

/** Type 7 quantiles of the finite values of a column, levels ascending; throws where there are none. */
export function knownQuantiles(x: Float64Array, levels: readonly number[], name: string): readonly number[] {
  return quantilesOf(knownInOrder(x, name), levels);
}

/** The values of a column that are known, in the order of their rows, as a copy; throws where there are none. */
export function knownInOrder(x: Float64Array, name: string): Float64Array {
  const known = new Float64Array(x.length);
  let n = 0;
  for (let i = 0; i < x.length; i++) if (x[i] === x[i]) known[n++] = x[i];
  if (n === 0) throw new Error(`column "${name}" is known in no train row`);
  return known.subarray(0, n);
}

export const quantileOfKnown = (sorted: Float64Array, q: number): number => quantile7(sorted, q);

/** Mean and population sd of known values; an sd that is only rounding counts as 0. */
export function momentsOfKnown(x: Float64Array): { readonly mean: number; readonly sd: number } {
  const [centre, sd] = [mean(x), standardDeviation(x, 0)];
  return { mean: centre, sd: sd <= 1e-13 * Math.abs(centre) ? 0 : sd };
}
