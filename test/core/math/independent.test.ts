import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as ss from 'simple-statistics';
import { mean, pearson, quantileOf, spearman, variance } from '../../../src/core/math/index.ts';

const sample = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 60 });
const near = (ours: number, theirs: number): void => {
  assert.ok(Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs)), `${ours} against ${theirs}`);
};

/** An independent library (simple-statistics, ISC) on the same samples: plain arrays are what it is good at. */
describe('descriptive statistics beside an independent library', () => {
  it('agree on mean and sample variance', () => {
    fc.assert(
      fc.property(sample, (x) => {
        near(mean(Float64Array.from(x)), ss.mean(x));
        near(variance(Float64Array.from(x), 1), ss.sampleVariance(x));
      }),
    );
  });

  it('agree on the median', () => {
    fc.assert(fc.property(sample, (x) => near(quantileOf(Float64Array.from(x), 0.5), ss.median(x))));
  });

  it('agree on both correlations', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
      minLength: 4,
      maxLength: 40,
    });
    fc.assert(
      fc.property(pairs, (rows) => {
        const [x, y] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
        fc.pre(new Set(x).size > 1 && new Set(y).size > 1);
        near(pearson(Float64Array.from(x), Float64Array.from(y)), ss.sampleCorrelation(x, y));
        near(spearman(Float64Array.from(x), Float64Array.from(y)), ss.sampleRankCorrelation(x, y));
      }),
    );
  });
});
