import { sigmoid, softmax } from './objectives/index.ts';
import type { BoostedTrees } from './types.ts';

/** How the scores of a row read as one prediction. */
export type Response = (scores: ArrayLike<number>) => number;

/**
 * The score itself, the probability of label 1 (logistic), or the mean of the class labels by their probabilities
 * (multiclass), which for labels -1, 0, 1 is P(1) - P(-1).
 */
export function responseOf({ objective, classes = [] }: Pick<BoostedTrees, 'objective' | 'classes'>): Response {
  if (objective === 'logistic') return (scores) => sigmoid(scores[0]);
  if (objective !== 'multiclass') return (scores) => scores[0];
  const shares = new Float64Array(classes.length);
  return (scores) => {
    softmax(scores, shares);
    return classes.reduce((sum, label, k) => sum + label * shares[k], 0);
  };
}
