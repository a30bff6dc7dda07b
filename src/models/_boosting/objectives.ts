import { exp, log, log1p } from '../../core/math/index.ts';
import type { BoostingParams } from './types.ts';

/** Labels, weights and scores of a matrix, and those of its rows that take part. */
export interface Labelled {
  readonly target: Float64Array;
  readonly weight: Float64Array | undefined;
  readonly rows: Uint32Array;
}

/** Sums over the rows of a tree; `scale` is the sum of g^2 / h, the largest gain there can be. */
export interface GradientSums {
  readonly g: number;
  readonly h: number;
  readonly scale: number;
}

/** A loss: what its derivatives by the score are, and how a score reads as a prediction. */
export interface Objective {
  /** Whether the hessian of a row without weight is 1, so that sums of hessians count rows. */
  readonly unitHessian: boolean;
  /** Why a label cannot be used, if so. */
  readonly refuses: (label: number) => string | undefined;
  /** The best constant score. */
  readonly baseScore: (data: Labelled) => number;
  /** Writes float32 pairs (gradient, hessian) times weight for the listed rows. */
  readonly gradients: (data: Labelled, scores: Float64Array, pairs: Float32Array) => GradientSums;
  /** Weighted mean loss, lower is better. */
  readonly loss: (data: Labelled, scores: Float64Array) => number;
  /** Prediction for a score. */
  readonly response: (score: number) => number;
}

function weightedMean({ target, weight, rows }: Labelled): number {
  let sum = 0;
  let total = 0;
  for (const row of rows) {
    const w = weight === undefined ? 1 : weight[row];
    sum += w * target[row];
    total += w;
  }
  return sum / total;
}

/** g = p - y, h = 1. Loss: root mean square error. Base score: mean label. */
const squaredError: Objective = {
  unitHessian: true,
  refuses: () => undefined,
  baseScore: weightedMean,
  gradients({ target, weight, rows }, scores, pairs) {
    let g = 0;
    let h = 0;
    let scale = 0;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const w = weight === undefined ? 1 : Math.fround(weight[row]);
      const gradient = Math.fround((scores[row] - target[row]) * w);
      pairs[2 * k] = gradient;
      pairs[2 * k + 1] = w;
      g += gradient;
      h += w;
      scale += (gradient * gradient) / w;
    }
    return { g, h, scale };
  },
  loss({ target, weight, rows }, scores) {
    let sum = 0;
    let total = 0;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const w = weight === undefined ? 1 : weight[row];
      const error = scores[row] - target[row];
      sum += w * error * error;
      total += w;
    }
    return Math.sqrt(sum / total);
  },
  response: (score) => score,
};

const sigmoid = (score: number): number => 1 / (1 + exp(-score));

/** Shares nearer to 0 or 1 give no finite base score. */
const EDGE_SHARE = 1e-6;

/** Labels 0 and 1: g = p - y, h = p (1 - p) with p = 1 / (1 + e^-score). Loss: mean log loss, in nats. */
const logistic: Objective = {
  unitHessian: false,
  refuses: (label) => (label === 0 || label === 1 ? undefined : 'must be 0 or 1'),
  baseScore(data) {
    const share = Math.min(1 - EDGE_SHARE, Math.max(EDGE_SHARE, weightedMean(data)));
    return log(share / (1 - share));
  },
  gradients({ target, weight, rows }, scores, pairs) {
    let g = 0;
    let h = 0;
    let scale = 0;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const w = weight === undefined ? 1 : weight[row];
      const p = sigmoid(scores[row]);
      const gradient = Math.fround((p - target[row]) * w);
      const hessian = Math.fround(Math.max(p * (1 - p), 1e-16) * w);
      pairs[2 * k] = gradient;
      pairs[2 * k + 1] = hessian;
      g += gradient;
      h += hessian;
      scale += (gradient * gradient) / hessian;
    }
    return { g, h, scale };
  },
  loss({ target, weight, rows }, scores) {
    let sum = 0;
    let total = 0;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const w = weight === undefined ? 1 : weight[row];
      const score = scores[row];
      sum += w * (log1p(exp(-Math.abs(score))) + Math.max(score, 0) - score * target[row]);
      total += w;
    }
    return sum / total;
  },
  response: sigmoid,
};

export const objectives: Readonly<Record<BoostingParams['objective'], Objective>> = {
  squared_error: squaredError,
  logistic,
};
