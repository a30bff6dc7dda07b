import assert from 'node:assert/strict';
import linear from '../../src/calibrators/linear.ts';
import { honoursCalibratorContract } from '../contracts/calibrator.ts';
import { near } from './_oracle.ts';

interface Line {
  readonly intercept: number;
  readonly slope: number;
}
const fit = (score: ArrayLike<number>, label: ArrayLike<number>, winsorize = 0): Line =>
  linear.fit({ winsorize }, Float64Array.from(score), Float64Array.from(label)) as unknown as Line;

describe('linear', () => {
  honoursCalibratorContract(linear, { winsorize: 0 }, { monotone: 'up', scores: 'any' });
  honoursCalibratorContract(linear, { winsorize: 0.05 }, { monotone: 'up', scores: 'any' });

  it('agrees with scikit-learn', () => {
    const rows = Array.from({ length: 40 }, (_, t) => t);
    const a = rows.map((t) => ((t * 37) % 41) / 8 - 2);
    const b = rows.map((t) => ((t * t * 11) % 29) / 4 + 100);
    const c = rows.map((t) => ((t * 53 + 7) % 31) / 1000);
    const y = rows.map((t) => -(3 * a[t] - 0.5 * b[t] + 200 * c[t] + (((t * 17) % 13) - 6) / 2));
    const { intercept, slope } = fit(b, y);
    // scikit-learn 1.9.1: LinearRegression().fit(b, y)
    near(slope, 1.0117895280744056, 1e-12);
    near(intercept, -57.55462667929727, 1e-10);
  });

  it('is worth the mean label where the slope would be below 0', () => {
    assert.deepEqual(fit([1, 2, 3], [9, 6, 0]), { intercept: 5, slope: 0 });
  });

  it('is worth the mean label where all scores are alike, however they are rounded', () => {
    const label = Array.from({ length: 1000 }, (_, t) => (t * 7) % 11);
    assert.equal(fit(new Array(1000).fill(0.1), label).slope, 0);
  });

  it('clips labels to their quantiles first', () => {
    const score = Array.from({ length: 101 }, (_, t) => t);
    const label = score.map((s) => (s === 100 ? 1e6 : s));
    // type 7: the 1% and 99% quantiles of 0 … 99 and one far out are 1 and 99
    const clipped = score.map((s) => Math.min(Math.max(s, 1), 99));
    assert.deepEqual(fit(score, label, 0.01), fit(score, clipped));
  });
});
