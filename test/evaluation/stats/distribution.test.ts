import assert from 'node:assert/strict';
import * as d from '../../../src/evaluation/_stats/distribution.ts';
import { f64, near } from './_near.ts';

describe('distribution of returns', () => {
  it('matches hand-computed moments', () => {
    // 0,0,0,4: mean 1, m2 = 3, m3 = (27 - 3) / 4 = 6, m4 = (81 + 3) / 4 = 21.
    near(d.skewness(f64(0, 0, 0, 4)), 6 / (3 * Math.sqrt(3)));
    near(d.kurtosis(f64(0, 0, 0, 4)), 21 / 9);
  });

  it('takes the loss tail by type 7 quantile and the mean beyond it', () => {
    // 21 returns -10..10: the 5 % quantile is the second smallest.
    const x = Float64Array.from({ length: 21 }, (_, i) => i - 10);
    near(d.valueAtRisk(x), -9);
    near(d.conditionalValueAtRisk(x), -9.5);
    near(d.tailRatio(x), 1);
  });

  it('calls a steady exponential perfectly stable', () => {
    near(d.stability(f64(0.01, 0.01, 0.01, 0.01)), 1);
  });

  it('is not defined for a flat or empty sample', () => {
    for (const f of [d.skewness, d.kurtosis]) assert.ok(Number.isNaN(f(f64(0.1, 0.1, 0.1))));
    for (const f of [d.tailRatio, d.valueAtRisk, d.conditionalValueAtRisk]) assert.ok(Number.isNaN(f(f64())));
  });
});
