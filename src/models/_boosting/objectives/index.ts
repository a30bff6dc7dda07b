import type { BoostingParams } from '../types.ts';
import { logistic, multiclass } from './classification.ts';
import type { Objective } from './objective.ts';
import { regressionObjectives } from './regression.ts';

export { classesOf, sigmoid, softmax } from './classification.ts';
export { weightedQuantile, weightOf } from './objective.ts';
export type { GradientBuffers, Labelled, Objective } from './objective.ts';

/** The loss that the parameters name; `classes` are the labels of a multiclass one. */
export function objectiveOf(params: BoostingParams, classes: readonly number[]): Objective {
  switch (params.objective) {
    case 'squared_error':
      return regressionObjectives.squaredError;
    case 'huber':
      return regressionObjectives.huber(params.huber_delta ?? 1);
    case 'quantile':
      return regressionObjectives.quantile(params.quantile ?? 0.5);
    case 'logistic':
      return logistic;
    case 'multiclass':
      return multiclass(classes);
  }
}
