import { exp, log, log1p } from '../../../core/math/index.ts';
import { meanLoss, weightedMean, weightOf } from './objective.ts';
import type { Labelled, Objective } from './objective.ts';

export const sigmoid = (score: number): number => 1 / (1 + exp(-score));

/** Shares nearer to 0 or 1 give no finite base score. */
const EDGE_SHARE = 1e-6;
const LEAST_HESSIAN = 1e-16;

/** Labels 0 and 1: g = p - y, h = p (1 - p) with p = 1 / (1 + e^-score). Loss: mean log loss, in nats. */
export const logistic: Objective = {
  outputs: 1,
  unitHessian: false,
  refuses: (label) => (label === 0 || label === 1 ? undefined : 'must be 0 or 1'),
  baseScores(data) {
    const share = Math.min(1 - EDGE_SHARE, Math.max(EDGE_SHARE, weightedMean(data)));
    return [log(share / (1 - share)) + 0];
  },
  gradients({ target, weight, rows }, [scores], _output, { g, h }) {
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const w = weight === undefined ? 1 : weight[row];
      const p = sigmoid(scores[row]);
      g[k] = (p - target[row]) * w;
      h[k] = Math.max(p * (1 - p), LEAST_HESSIAN) * w;
    }
  },
  loss: (data, [scores]) =>
    meanLoss(data, scores, (label, score) => log1p(exp(-Math.abs(score))) + Math.max(score, 0) - score * label),
};

/** Writes e^s / sum of e^s per output of one row; gives the log of that sum. */
export function softmax(scores: ArrayLike<number>, out: Float64Array): number {
  let top = -Infinity;
  for (let k = 0; k < out.length; k++) top = Math.max(top, scores[k]);
  let sum = 0;
  for (let k = 0; k < out.length; k++) {
    out[k] = exp(scores[k] - top);
    sum += out[k];
  }
  for (let k = 0; k < out.length; k++) out[k] /= sum;
  return top + log(sum);
}

const MOST_CLASSES = 64;

/** The labels that occur, ascending. Throws where they are not 2 to 64. */
export function classesOf({ target, rows }: Labelled): readonly number[] {
  const seen = new Set<number>();
  for (const row of rows) {
    seen.add(target[row] + 0);
    if (seen.size > MOST_CLASSES) throw new Error(`labels have more than ${MOST_CLASSES} classes`);
  }
  if (seen.size < 2) throw new Error(`all labels are ${[...seen][0]}: multiclass needs two classes or more`);
  return [...seen].sort((a, b) => a - b);
}

/**
 * Softmax over the classes: g = p - [y is the class], h = p (1 - p) K / (K - 1). Loss: mean log loss, in nats. Base
 * scores: log shares of the classes.
 * Source: Friedman (2001), Greedy function approximation, 4.6.
 */
export function multiclass(classes: readonly number[]): Objective {
  const count = classes.length;
  const factor = count / (count - 1);
  const placeOf = new Map(classes.map((label, k) => [label, k]));
  let shares = new Float64Array(0);
  const row1 = new Float64Array(count);
  const one = new Float64Array(count);
  const sharesOfRow = (scores: readonly Float64Array[], row: number): number => {
    for (let k = 0; k < count; k++) one[k] = scores[k][row];
    return softmax(one, row1);
  };
  return {
    outputs: count,
    unitHessian: false,
    refuses: (label) => (placeOf.has(label) ? undefined : `must be a class of the train set (${classes.join(', ')})`),
    baseScores(data) {
      const weight = new Float64Array(count);
      for (const row of data.rows) weight[placeOf.get(data.target[row]) ?? 0] += weightOf(data, row);
      const total = weight.reduce((sum, w) => sum + w, 0);
      return Array.from(weight, (w) => log(Math.max(w / total, EDGE_SHARE)) + 0);
    },
    gradients(data, scores, output, { g, h }) {
      const { rows, target } = data;
      if (output === 0) {
        if (shares.length !== rows.length * count) shares = new Float64Array(rows.length * count);
        rows.forEach((row, i) => {
          sharesOfRow(scores, row);
          shares.set(row1, i * count);
        });
      }
      for (let i = 0; i < rows.length; i++) {
        const w = weightOf(data, rows[i]);
        const p = shares[i * count + output];
        g[i] = (p - (target[rows[i]] === classes[output] ? 1 : 0)) * w;
        h[i] = Math.max(p * (1 - p) * factor, LEAST_HESSIAN) * w;
      }
    },
    loss(data, scores) {
      let sum = 0;
      let total = 0;
      for (const row of data.rows) {
        const w = weightOf(data, row);
        sum += w * (sharesOfRow(scores, row) - scores[placeOf.get(data.target[row]) ?? 0][row]);
        total += w;
      }
      return sum / total;
    },
  };
}
