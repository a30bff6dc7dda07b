import assert from 'node:assert/strict';
import logistic from '../../src/models/logistic.ts';
import { honoursModelContract } from '../contracts/model.ts';
import { binary, columns, fitOn, near, plain, weights } from './_rows.ts';

describe('logistic', () => {
  honoursModelContract(logistic, { l2: 1e-6 });

  // scikit-learn 1.5.2: LogisticRegression(C=1 / l2, tol=1e-12) on centred columns
  const known = new Map([
    [0.1, [0.5067536199695184, -0.2852343001037064, 0.7047413340666399, 29.190662956915045]],
    [1, [0.4797617236119003, -0.2758103815843777, 0.07122914092098895, 28.243159748340428]],
    [5, [0.39193703131276264, -0.24213866463693998, 0.014490322061062443, 24.81764049758542]],
  ]);
  for (const [l2, expected] of known) {
    it(`agrees with scikit-learn for l2 ${l2}`, () => near(fitOn(logistic, { l2 }, binary), expected, 1e-6));
  }

  it('weighs rows as scikit-learn does', () => {
    const expected = [0.5394928638805377, -0.43854826941219915, 0.1586464355376004, 44.903090821884575];
    near(fitOn(logistic, { l2: 1 }, binary, weights), expected, 1e-6);
  });

  it('refuses one class, and labels other than 0 and 1', () => {
    assert.throws(() => fitOn(logistic, { l2: 1 }, new Float64Array(40).fill(1)), /all 40 labels are 1/);
    assert.throws(() => fitOn(logistic, { l2: 1 }, plain), /label of row 0 must be 0 or 1/);
  });

  it('refuses classes that a plane parts where nothing holds the coefficients', () => {
    const parted = columns[0].map((v) => (v > 0 ? 1 : 0));
    assert.throws(() => fitOn(logistic, { l2: 0 }, parted), /parted|converge/);
  });
});
