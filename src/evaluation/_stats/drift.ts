import { log, sum } from '../../core/math/index.ts';
import { equalCountEdges } from './bins.ts';

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
  return stabilityFrom([reference])([other]);
}

/** The same of several samples against one reference, each laid out in any number of pieces. */
export function stabilityFrom(reference: Pieces): (other: Pieces) => number {
  const edges = equalCountEdges(joined(reference), BINS);
  const distinct = edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]);
  const p = shares(reference, distinct);
  return (other) => {
    const q = shares(other, distinct);
    let index = 0;
    for (let bin = 0; bin < p.length; bin++) index += (q[bin] - p[bin]) * log(q[bin] / p[bin]);
    return index;
  };
}

type Pieces = readonly Float64Array[];

function joined(pieces: Pieces): Float64Array {
  if (pieces.length === 1) return pieces[0];
  const out = new Float64Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

function shares(pieces: Pieces, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  for (const piece of pieces) countInto(counts, piece, edges);
  const n = sum(counts);
  return counts.map((count) => (n === 0 ? NaN : Math.max(count, 0.5) / n));
}

/** Few edges, and bins that are as likely: comparing with each of them is faster than to look for one. */
function countInto(counts: Float64Array, x: Float64Array, edges: Float64Array): void {
  for (let i = 0; i < x.length; i++) {
    const value = x[i];
    if (value !== value) continue;
    let bin = 0;
    for (let e = 0; e < edges.length; e++) bin += edges[e] < value ? 1 : 0;
    counts[bin]++;
  }
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
