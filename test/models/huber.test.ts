import assert from 'node:assert/strict';
import type { JsonValue } from '../../src/core/artifacts.ts';
import huber from '../../src/models/huber.ts';
import { contextOf, honoursModelContract } from '../contracts/model.ts';
import { columns, fitOn, near, shocked, weights } from './_rows.ts';

describe('huber', () => {
  honoursModelContract(huber, { epsilon: 1.35, l2: 0.0001 });

  // scikit-learn 1.5.2: HuberRegressor(alpha=l2, tol=1e-10, max_iter=100000) on centred columns
  const known = new Map([
    [0, [2.947731838360149, -0.5198750838367805, 263.73268468974067]],
    [0.0001, [2.9548017729904, -0.5450345137502531, 243.89362905650896]],
    [1, [2.7442856191855842, -0.8644597950637214, 0.25759109689243015]],
  ]);
  // the minimum of the same objective, scikit-learn's fit polished by scipy 1.17 (Nelder-Mead)
  const polished = new Map([
    [0, [2.947735267178142, -0.5198711382512657, 263.73268068301576, 1.2153052251314946]],
    [0.0001, [2.954802595135994, -0.5450317347553759, 243.89370497504126, 4.111573607977952]],
    [1, [2.7442857527696747, -0.8644598528567461, 0.25758746116601733, 40.95386821132216]],
  ]);
  for (const [l2, expected] of known) {
    it(`agrees with scikit-learn for l2 ${l2}`, () =>
      near(fitOn(huber, { epsilon: 1.35, l2 }, shocked), expected, 2e-5));
  }

  for (const [l2, expected] of polished) {
    it(`lies at the minimum for l2 ${l2}`, () => near(fitOn(huber, { epsilon: 1.35, l2 }, shocked), expected, 1e-5));
  }

  it('finds the scale of scikit-learn', () => {
    const fit = huber.fit(
      { epsilon: 1.35, l2: 0.0001 },
      { rows: 40, columns, target: shocked },
      undefined,
      contextOf(['a', 'b', 'c']),
    );
    near([(fit as unknown as { sigma: number }).sigma], [1.8336135356516086], 1e-5);
  });

  it('weighs rows as scikit-learn does', () => {
    const expected = [2.76130835137563, -0.7316845680271086, 231.24642889684804, 23.828555982949325];
    near(fitOn(huber, { epsilon: 1.35, l2: 0.0001 }, shocked, weights), expected, 1e-5);
  });

  it('refuses columns that depend on each other, with their names', () => {
    const [a, b] = columns;
    const sum = a.map((v, t) => 2 * v - b[t]);
    const fit = (): JsonValue =>
      huber.fit(
        { epsilon: 1.35, l2: 0 },
        { rows: 40, columns: [a, b, sum], target: shocked },
        undefined,
        contextOf(['a', 'b', 'sum']),
      );
    assert.throws(fit, /linearly dependent: a, b, sum/);
  });
});
