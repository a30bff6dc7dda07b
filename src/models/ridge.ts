import type { JsonValue } from '../core/artifacts.ts';
import { defineModel } from '../core/contracts/model.ts';
import { number } from '../core/params.ts';
import { solveFactored } from '../core/math/index.ts';
import { linearContributions } from './_additive.ts';
import { factorOrRefuse, linearImportance, linearPredictor, normalEquations, unstandardised } from './_linear.ts';

/**
 * min |y - b0 - Xb|² + l2 x rows x |b x sd|²: least squares with a penalty on the coefficients of standardised columns.
 * The penalty is per row, so that one `l2` serves train windows of any length.
 *
 * In: finite numbers; the caller leaves out rows with a NaN, an infinite value or label is refused. Out: the label's unit;
 * NaN for a row with a value that is NaN or infinite. Constant columns get a coefficient of 0. Solved by Cholesky on the
 * correlation matrix, summed in row order.
 */
export default defineModel({
  type: 'ridge',
  version: 2,
  summary: 'Linear regression with an L2 penalty on standardised columns.',
  source: 'Hoerl & Kennard (1970), Ridge regression',
  tasks: ['regression'],
  accepts_nan: false,
  params: {
    l2: number('Penalty on the standardised coefficients, per row.', { min: 0, default: 0.001 }),
  },
  fit({ l2 }, train, _validation, { names }) {
    const equations = normalEquations(train, names);
    const { gram, right, label } = equations;
    const k = right.length;
    for (let i = 0; i < k; i++) gram[i * k + i] += l2;
    const factor = factorOrRefuse(gram, names.slice(0, k));
    return unstandardised(solveFactored(factor, right), label.mean, equations) as unknown as JsonValue;
  },
  load: (fitted) => linearPredictor(fitted),
  importance: linearImportance,
  contributions: linearContributions,
});
