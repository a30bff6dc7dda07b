import type { JsonValue } from '../core/artifacts.ts';
import { defineModel } from '../core/contracts/model.ts';
import type { Sample } from '../core/contracts/model.ts';
import { nonNegativeSolution } from '../core/math/index.ts';
import * as p from '../core/params.ts';
import { linearContributions } from './_additive.ts';
import { linearImportance, linearPredictor, normalEquations, unstandardised } from './_linear.ts';
import type { FittedLinear } from './_linear.ts';

/**
 * score = intercept + sum(b * s) over the scores s of other models; b >= 0 minimises |y - score|² / rows + l2 |b x sd|².
 *
 * In: scores of the test windows before, rows whose label has resolved before the boundary of the fold: no model is
 * weighed by what it was fitted on. Out: the label's unit; NaN where a score is not known. With fewer than `min_samples`
 * rows, as in the first fold, the mean of the scores.
 */
export default defineModel({
  type: 'stack',
  version: 1,
  summary: 'Other models, weighted by what their scores were worth out of sample.',
  source: 'Breiman (1996), Stacked regressions, Machine Learning 24',
  tasks: ['regression'],
  accepts_nan: false,
  stacks: true,
  omits: ['features', 'prepare', 'select', 'tune'],
  params: {
    of: p.inputs('Models whose scores are combined: all their labels, or `model.label`.', {
      accepts: ['score', 'model'],
    }),
    l2: p.number('Penalty on the weights of standardised scores, per row.', { min: 0, default: 0.001 }),
    min_samples: p.integer('Fewer rows than this teach nothing.', { min: 2, default: 100 }),
  },
  fit({ l2, min_samples }, train, _validation, { names }) {
    if (train.rows < min_samples) return evenly(train) as unknown as JsonValue;
    const equations = normalEquations(train, names);
    const { gram, right, sds, label } = equations;
    const k = right.length;
    for (let i = 0; i < k; i++) gram[i * k + i] = sds[i] > 0 ? gram[i * k + i] + l2 : 0;
    return unstandardised(nonNegativeSolution(gram, right), label.mean, equations) as unknown as JsonValue;
  },
  load: (fitted) => linearPredictor(fitted),
  importance: linearImportance,
  contributions: linearContributions,
});

function evenly({ columns }: Sample): FittedLinear {
  const share = columns.map(() => 1 / columns.length);
  return { intercept: 0, coefficients: share, scales: columns.map(() => 1) };
}
