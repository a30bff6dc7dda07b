import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as stats from '../../../src/core/math/stats.ts';
import { close } from './_ulp.ts';

const x = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5, 3);
const y = Float64Array.of(2, 7, 1, 8, 2, 8, 1, 8, 2, 8);
const columns = fc.float64Array({
  noNaN: true,
  noDefaultInfinity: true,
  min: -1e6,
  max: 1e6,
  minLength: 1,
  maxLength: 600,
});

/** Values from NumPy 2 and scipy 1.17.1: quantile, var, rankdata, pearsonr, spearmanr. */
describe('shared statistics: known values', () => {
  it('mean and variance', () => {
    close(stats.mean(x), 3.9, 1e-15);
    close(stats.variance(x), 6.1, 1e-15);
    close(stats.variance(x, 0), 5.49, 1e-15);
    close(stats.standardDeviation(x), Math.sqrt(6.1), 1e-15);
  });
  it('type 7 quantiles', () => {
    const expected = [1, 1, 2.25, 3.5, 6.3, 9];
    [0, 0.1, 0.25, 0.5, 0.9, 1].forEach((q, i) => close(stats.quantileOf(x, q), expected[i], 1e-15));
  });
  it('average ranks', () => {
    assert.deepEqual([...stats.ranksAverage(x)], [4.5, 1.5, 6, 1.5, 7.5, 10, 3, 9, 7.5, 4.5]);
  });
  it('correlations', () => {
    close(stats.pearson(x, y), 0.10492284287735876, 1e-14);
    close(stats.spearman(x, y), 0.13471506281091267, 1e-14);
  });
});

describe('shared statistics: rules', () => {
  it('quantiles leave NaN out and change nothing', () => {
    const values = Float64Array.of(2, NaN, 1, NaN, 3);
    assert.equal(stats.quantileOf(values, 0.5), 2);
    assert.deepEqual([...values], [2, NaN, 1, NaN, 3]);
    assert.ok(Number.isNaN(stats.quantileOf(Float64Array.of(NaN), 0.5)));
    assert.ok(Number.isNaN(stats.quantileOf(values, 1.5)));
  });
  it('NaN takes no rank, zeros of both signs are ties', () => {
    assert.deepEqual([...stats.ranksAverage(Float64Array.of(0, NaN, -0, 5))], [1.5, NaN, 1.5, 3]);
  });
  it('correlations use the rows known on both sides', () => {
    const gaps = Float64Array.of(3, NaN, 4, 1);
    close(stats.pearson(gaps, Float64Array.of(6, 1, 8, 2)), 1, 1e-15);
    assert.equal(stats.spearman(gaps, Float64Array.of(30, 1, 40, 2)), 1);
  });
  it('a constant side has no correlation, even where its mean is rounded', () => {
    assert.ok(
      Number.isNaN(
        stats.pearson(
          new Float64Array(1001).fill(0.1),
          Float64Array.from({ length: 1001 }, (_, i) => i),
        ),
      ),
    );
    assert.ok(Number.isNaN(stats.spearman(Float64Array.of(1), Float64Array.of(1))));
  });
  it('too few values give NaN, the empty sum is 0', () => {
    const none = new Float64Array(0);
    assert.ok([stats.mean(none), stats.variance(Float64Array.of(1)), stats.quantileOf(none, 0.5)].every(Number.isNaN));
    assert.equal(stats.sum(none), 0);
  });
  it('the pairwise sum of a million tenths is right to the last digits', () => {
    close(stats.sum(new Float64Array(1e6).fill(0.1)), 1e5, 5e-15);
  });
  it('variance does not see a shift', () => {
    close(stats.variance(x.map((v) => v + 1e9)), 6.1, 1e-12);
  });
  it('ranks sum to n (n + 1) / 2 and keep the order', () => {
    fc.assert(
      fc.property(columns, (values) => {
        const ranks = stats.ranksAverage(values);
        assert.equal(stats.sum(ranks), (values.length * (values.length + 1)) / 2);
        for (let i = 1; i < values.length; i++) {
          assert.equal(Math.sign(ranks[i] - ranks[i - 1]), Math.sign(values[i] - values[i - 1]) || 0);
        }
      }),
      { seed: 2 },
    );
  });
  it('quantiles do not decrease in q and stay within the values', () => {
    fc.assert(
      fc.property(columns, (values) => {
        const sorted = stats.sortedFinite(values);
        const steps = [0, 0.2, 0.5, 0.8, 1].map((q) => stats.quantile7(sorted, q));
        assert.deepEqual([steps[0], steps[4]], [sorted[0], sorted.at(-1)]);
        for (let i = 1; i < 5; i++) assert.ok(steps[i] >= steps[i - 1]);
      }),
      { seed: 2 },
    );
  });
});
