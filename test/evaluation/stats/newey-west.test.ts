import assert from 'node:assert/strict';
import { neweyWest } from '../../../src/evaluation/_stats/newey-west.ts';
import { f64, near } from './_near.ts';

describe('Newey-West mean', () => {
  it('matches a hand-computed series', () => {
    // 1..4: g0 = 1.25, g1 = (0.75 - 0.25 + 0.75) / 4 = 0.3125, so 1.25 + 2 x 1/2 x 0.3125 = 1.5625 over 4.
    const found = neweyWest(f64(1, 2, 3, 4), 1);
    near(found.mean, 2.5);
    near(found.se, 0.625);
    near(found.t, 4);
  });

  it('is the plain standard error (ddof 0) at lag 0', () => {
    near(neweyWest(f64(1, 2, 3, 4), 0).se, Math.sqrt(1.25 / 4));
  });

  it('cuts the lag to the series', () => {
    assert.deepEqual(neweyWest(f64(1, 2, 4), 2), neweyWest(f64(1, 2, 4), 99));
  });

  it('has no t for a constant or single value', () => {
    assert.ok(Number.isNaN(neweyWest(f64(1, 1, 1), 1).t));
    assert.ok(Number.isNaN(neweyWest(f64(1), 1).t));
  });
});
