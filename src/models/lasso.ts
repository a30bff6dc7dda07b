import { defineModel } from '../core/contracts/model.ts';
import { number } from '../core/params.ts';
import { fitElasticNet } from './_coordinate-descent.ts';
import { linearContributions } from './_additive.ts';
import { linearImportance, linearPredictor } from './_linear.ts';

/**
 * min |y - b0 - Xb|² / (2 rows) + l1 |b x sd|: least squares that leaves weak columns out.
 *
 * In: finite numbers; the caller leaves out rows with a NaN, an infinite value or label is refused. Out: the label's unit;
 * NaN for a row with a value that is NaN or infinite. A column is left out where its covariance with what the others
 * leave over, in units of its sd, stays below `l1` (label units). Coordinate descent.
 */
export default defineModel({
  type: 'lasso',
  version: 1,
  summary: 'Linear regression with an L1 penalty on standardised columns.',
  source: 'Tibshirani (1996), Regression shrinkage and selection via the lasso',
  tasks: ['regression'],
  accepts_nan: false,
  params: {
    l1: number('Penalty on the standardised coefficients, in units of the label.', { min: 0, default: 0.01 }),
  },
  fit: ({ l1 }, train, _validation, context) => fitElasticNet(train, { l1, l2: 0 }, context),
  load: (fitted) => linearPredictor(fitted),
  importance: linearImportance,
  contributions: linearContributions,
});
