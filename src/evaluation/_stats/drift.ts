import { log } from '../../core/math/index.ts';
import { binOf, equalCountEdges } from './bins.ts';

const BINS = 10;

/**
 * Population stability index: sum over bins of (q - p) ln(q / p), p and q the shares of a reference and of another sample
 * in the reference's decile bins.
 *
 * In: two samples of one column, NaN skipped. Out: >= 0; under 0.1 is commonly read as stable, above 0.25 as shifted.
 * An empty bin counts as half a row. Deciles that fall together are one edge. NaN where a sample has no value.
 * Source: Siddiqi (2006), Credit Risk Scorecards, chapter 9; Lin (2017), Examining distributional shifts by using PSI.
 */
export function populationStability(reference: Float64Array, other: Float64Array): number {
  return stabilityFrom(reference)(other);
}

/** The same of several samples against one reference. */
export function stabilityFrom(reference: Float64Array): (other: Float64Array) => number {
  const edges = equalCountEdges(reference, BINS);
  const distinct = edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]);
  const p = shares(reference, distinct);
  return (other) => {
    const q = shares(other, distinct);
    let index = 0;
    for (let bin = 0; bin < p.length; bin++) index += (q[bin] - p[bin]) * log(q[bin] / p[bin]);
    return index;
  };
}

function shares(x: Float64Array, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  let n = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i])) continue;
    counts[binOf(x[i], edges) - 1] += 1;
    n += 1;
  }
  return counts.map((count) => (n === 0 ? NaN : Math.max(count, 0.5) / n));
}

/**
 * Total variation distance of two lists of weights, each taken as shares of its sum: half the sum of |p - q|.
 * Out: 0 (the same shares) .. 1 (nothing in common). A weight that is not finite or below 0 counts as 0; NaN where a list
 * has no weight.
 */
export function shareDistance(first: readonly number[], second: readonly number[]): number {
  const weight = (x: number | undefined): number => (x !== undefined && Number.isFinite(x) && x > 0 ? x : 0);
  const total = (list: readonly number[]): number => list.reduce((sum, x) => sum + weight(x), 0);
  const [a, b] = [total(first), total(second)];
  if (a === 0 || b === 0) return NaN;
  let distance = 0;
  for (let i = 0; i < Math.max(first.length, second.length); i++)
    distance += Math.abs(weight(first[i]) / a - weight(second[i]) / b);
  return distance / 2;
}
