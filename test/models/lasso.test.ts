import assert from 'node:assert/strict';
import lasso from '../../src/models/lasso.ts';
import { honoursModelContract } from '../contracts/model.ts';
import { fitOn, near, plain, weights } from './_rows.ts';

describe('lasso', () => {
  honoursModelContract(lasso, { l1: 0.01 });

  // scikit-learn 1.5.2: Lasso(alpha=l1, tol=1e-14) on standardised columns, coefficients divided by the sd (population)
  it('agrees with scikit-learn', () => {
    const expected = [3.0137177563502937, -0.3369632343955168, 204.4324689783247, -17.015960884522524];
    near(fitOn(lasso, { l1: 0.3 }, plain), expected, 1e-9);
  });

  it('leaves a weak column out, as scikit-learn does', () => {
    const found = fitOn(lasso, { l1: 2 }, plain);
    near(found, [1.9606103912348911, 0, 33.59626647515258, -48.703159058939626], 1e-9);
    assert.equal(Math.abs(found[1]), 0);
  });

  it('weighs rows as scikit-learn does', () => {
    const expected = [2.9811652181721575, -0.38680414076572267, 181.98938273170953, -11.533025328858002];
    near(fitOn(lasso, { l1: 0.3 }, plain, weights), expected, 1e-9);
  });
});
