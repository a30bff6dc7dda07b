import { meanLoss, weightedMean, weightedQuantile, weightOf } from './objective.ts';
import type { Labelled, Objective } from './objective.ts';

const accepts = (): undefined => undefined;

/** Gradient and hessian of losses by the error e = score - label, with hessian 1. */
function ofError(gradient: (error: number) => number): Objective['gradients'] {
  return ({ target, weight, rows }, [scores], _output, { g, h }) => {
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const slope = gradient(scores[row] - target[row]);
      g[k] = weight === undefined ? slope : slope * weight[row];
      if (weight !== undefined) h[k] = weight[row];
    }
  };
}

/** g = e, h = 1. Loss: root mean square error. Base score: mean label. */
const squaredError: Objective = {
  outputs: 1,
  isPlainError: true,
  unitHessian: true,
  refuses: accepts,
  baseScores: (data) => [weightedMean(data) + 0],
  gradients({ target, weight, rows }, [scores], _output, { g, h }) {
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const error = scores[row] - target[row];
      g[k] = weight === undefined ? error : error * weight[row];
      if (weight !== undefined) h[k] = weight[row];
    }
  },
  loss({ target, weight, rows }, [scores]) {
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
};

function quantileOf(data: Labelled, level: number): number {
  const { rows, target } = data;
  const weights = Float64Array.from(rows, (row) => weightOf(data, row));
  return weightedQuantile(
    Float64Array.from(rows, (row) => target[row]),
    weights,
    level,
  );
}

/**
 * e^2 / 2 up to |e| = delta, then delta (|e| - delta / 2): g = e kept within +-delta, h = 1. Base score: median label.
 * Source: Huber (1964), Robust estimation of a location parameter.
 */
function huber(delta: number): Objective {
  return {
    outputs: 1,
    unitHessian: true,
    refuses: accepts,
    baseScores: (data) => [quantileOf(data, 0.5) + 0],
    gradients: ofError((error) => Math.max(-delta, Math.min(delta, error))),
    loss: (data, [scores]) =>
      meanLoss(data, scores, (label, score) => {
        const size = Math.abs(score - label);
        return size <= delta ? (size * size) / 2 : delta * (size - delta / 2);
      }),
  };
}

/**
 * (y - s) level where s < y, else (s - y) (1 - level): g = 1 - level or -level, h = 1; a leaf then takes the quantile of
 * its rows' errors. Base score: quantile of the labels.
 * Source: Koenker and Bassett (1978), Regression quantiles.
 */
function quantile(level: number): Objective {
  return {
    outputs: 1,
    unitHessian: true,
    refuses: accepts,
    leafQuantile: level,
    baseScores: (data) => [quantileOf(data, level) + 0],
    gradients: ofError((error) => (error >= 0 ? 1 - level : -level)),
    loss: (data, [scores]) =>
      meanLoss(data, scores, (label, score) =>
        score < label ? (label - score) * level : (score - label) * (1 - level),
      ),
  };
}

export const regressionObjectives = { squaredError, huber, quantile };
