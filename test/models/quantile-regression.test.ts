import assert from 'node:assert/strict';
import quantileRegression from '../../src/models/quantile-regression.ts';
import { honoursModelContract, sampleOf, contextOf, scoresOf } from '../contracts/model.ts';
import { fitOn, near, shocked, weights, columns } from './_rows.ts';

describe('quantile_regression', () => {
  honoursModelContract(quantileRegression, { quantile: 0.5 });

  // scikit-learn 1.5.2: QuantileRegressor(quantile, alpha=0, solver="highs")
  const known = new Map([
    [0.5, [3.5961538461538463, -0.5, 298.5576923076924, -2.1081730769230758]],
    [0.1, [2.597061909758653, -1.1421825813221442, 425.6033578174194, 58.83315844700978]],
    [0.8, [2.6043956043956062, -0.7087912087912078, 271.42857142857196, 22.848901098900992]],
  ]);
  for (const [quantile, expected] of known) {
    it(`agrees with scikit-learn for quantile ${quantile}`, () =>
      near(fitOn(quantileRegression, { quantile }, shocked), expected, 1e-6));
  }

  it('leaves that share of the labels below', () => {
    const train = sampleOf(2000, 9);
    for (const quantile of [0.1, 0.5, 0.9]) {
      const fitted = quantileRegression.fit({ quantile }, train, undefined, contextOf(['a', 'b', 'c', 'd']));
      const scores = scoresOf(quantileRegression, fitted, train.columns);
      const below = train.target.filter((y, t) => y < scores[t]).length / train.rows;
      assert.ok(Math.abs(below - quantile) < 0.005, `${below}`);
    }
  });

  it('takes a row of weight 2 as two rows', () => {
    const repeat = (x: Float64Array): Float64Array =>
      Float64Array.from([...x].flatMap((v, t) => Array.from({ length: weights[t] }, () => v)));
    const sample = { rows: 100, columns: columns.map(repeat), target: repeat(shocked) };
    const twice = quantileRegression.fit({ quantile: 0.35 }, sample, undefined, contextOf(['a', 'b', 'c']));
    near(
      fitOn(quantileRegression, { quantile: 0.35 }, shocked, weights),
      (twice as unknown as { coefficients: number[] }).coefficients,
      1e-5,
    );
  });
});
