import assert from 'node:assert/strict';
import { quantileProfile } from '../../../src/evaluation/_stats/quantiles.ts';
import { f64, near } from './_near.ts';

describe('quantile profile', () => {
  it('averages forward returns by score bin', () => {
    const found = quantileProfile(f64(4, 1, 2, 3, NaN), f64(0.04, -0.01, 0.01, 0.02, 9), { bins: 2 });
    assert.deepEqual(
      found.bins.map((bin) => [bin.count, bin.hit_rate]),
      [
        [2, 0.5],
        [2, 1],
      ],
    );
    near(found.bins[0].realised, 0);
    near(found.spread, 0.03);
    near(found.monotonicity, 1);
    assert.equal(found.samples, 4);
  });

  it('cuts within each group when groups are given', () => {
    // Over all rows the second group would fill the top bin alone.
    const found = quantileProfile(f64(1, 2, 101, 102), f64(0, 1, 0, 1), { bins: 2, groups: [7, 7, 8, 8] });
    assert.deepEqual(
      found.bins.map((bin) => bin.realised),
      [0, 1],
    );
  });

  it('leaves bins empty where scores are tied', () => {
    const found = quantileProfile(f64(1, 1, 1, 1), f64(1, 2, 3, 4), { bins: 2 });
    assert.deepEqual(
      found.bins.map((bin) => bin.count),
      [4, 0],
    );
    assert.ok(Number.isNaN(found.spread) && Number.isNaN(found.monotonicity));
  });
});
