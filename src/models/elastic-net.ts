import { defineModel } from '../core/contracts/model.ts';
import { number } from '../core/params.ts';
import { fitElasticNet } from './_coordinate-descent.ts';
import { linearContributions } from './_additive.ts';
import { linearImportance, linearPredictor } from './_linear.ts';

/**
 * min |y - b0 - Xb|² / (2 rows) + l1 |b x sd| + l2 |b x sd|² / 2: the lasso with a ridge that shares weight between
 * columns that move together.
 *
 * In: finite numbers; the caller leaves out rows with a NaN, an infinite value or label is refused. Out: the label's unit;
 * NaN for a row with a value that is NaN or infinite. Coordinate descent.
 */
export default defineModel({
  type: 'elastic_net',
  version: 1,
  summary: 'Linear regression with L1 and L2 penalties on standardised columns.',
  source: 'Zou & Hastie (2005), Regularization and variable selection via the elastic net',
  tasks: ['regression'],
  accepts_nan: false,
  params: {
    l1: number('L1 penalty on the standardised coefficients, in units of the label.', { min: 0, default: 0.01 }),
    l2: number('L2 penalty on the standardised coefficients, per row.', { min: 0, default: 0.01 }),
  },
  fit: ({ l1, l2 }, train, _validation, context) => fitElasticNet(train, { l1, l2 }, context),
  load: (fitted) => linearPredictor(fitted),
  importance: linearImportance,
  contributions: linearContributions,
});
