import assert from 'node:assert/strict';
import * as info from '../../../src/evaluation/_stats/information.ts';
import { studentTTwoSided } from '../../../src/core/math/index.ts';
import { f64, near } from './_near.ts';

describe('information coefficient', () => {
  it('is Spearman and Pearson over rows that have both', () => {
    // Ranks 1 2 3 against 1 3 2: 1 - 6 x 2 / 24 = 1/2.
    const found = info.overallIc(f64(1, 2, NaN, 10, 4), f64(1, 3, 5, 2, NaN));
    near(found.ic, 0.5);
    // Deviations -10/3 -7/3 17/3 and -1 1 0: 1 / sqrt(438/9 x 2).
    near(found.ic_pearson, 1 / Math.sqrt(876 / 9));
    assert.equal(found.samples, 3);
  });

  it('counts signs where neither side is 0', () => {
    near(info.signHitRate(f64(1, -1, 0, 2, -1), f64(2, -3, 1, -1, 0)), 2 / 3);
  });

  it('counts probabilities on the side of one half that 0 and 1 are on', () => {
    near(info.signHitRate(f64(0.9, 0.4, 0.6, 0.5, 0.2), f64(1, 0, 0, 1, NaN), 0.5), 2 / 3);
    near(info.signHitRate(f64(0.9, 0.4, 0.3), f64(0, 0, 0), 0.5), 2 / 3);
    assert.ok(Number.isNaN(info.signHitRate(f64(0.9, 0.4), f64(NaN, NaN), 0.5)));
  });

  it('goes by group in any row order', () => {
    const scores = f64(1, 1, 2, 2, 3, 3, 9);
    const labels = f64(5, 3, 6, 2, 7, 1, 1);
    const found = info.icByGroup(scores, labels, [20, 10, 20, 10, 20, 10, 30]);
    assert.deepEqual([...found.group], [10, 20, 30]);
    near(found.ic[0], -1);
    near(found.ic[1], 1);
    assert.ok(Number.isNaN(found.ic[2]));
    assert.deepEqual([...found.rows], [3, 3, 1]);
  });

  it('is summarised with mean, sd, icir, t, p and share above 0', () => {
    // 1..4 tenths with lag 1: t = 4 (see the Newey-West test); sd = sqrt(5/3) tenths.
    const found = info.summariseIc(f64(0.1, 0.2, NaN, 0.3, 0.4), 1);
    near(found.mean, 0.25);
    near(found.sd, Math.sqrt(5 / 3) / 10);
    near(found.icir, 2.5 / Math.sqrt(5 / 3));
    near(found.t, 4);
    near(found.p, studentTTwoSided(4, 3));
    assert.equal(found.positive, 1);
    assert.equal(found.groups, 4);
  });
});
