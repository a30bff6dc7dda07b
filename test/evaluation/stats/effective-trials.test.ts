import assert from 'node:assert/strict';
import { streamOf } from '../../../src/core/rng.ts';
import {
  effectiveTrialsByClusters,
  effectiveTrialsByCorrelation,
} from '../../../src/evaluation/_stats/effective-trials.ts';
import { f64, near } from './_near.ts';

const rng = streamOf(1, 'effective trials');
const normal = (): Float64Array => new Float64Array(400).map(() => rng.normal());
/** A copy with a little noise: correlation about 0.96. */
const sibling = (x: Float64Array): Float64Array => x.map((v) => v + 0.3 * rng.normal());

describe('effective number of trials', () => {
  it('counts groups of siblings', () => {
    const trials = [normal(), normal(), normal()].flatMap((x) => [sibling(x), sibling(x), sibling(x), sibling(x)]);
    assert.equal(effectiveTrialsByClusters(trials), 3);
  });

  it('counts unrelated trials as themselves, copies as one', () => {
    const x = normal();
    assert.equal(effectiveTrialsByClusters([normal(), normal(), normal(), normal()]), 4);
    assert.equal(effectiveTrialsByClusters([x, x.map((v) => 2 * v), x]), 1);
    near(effectiveTrialsByCorrelation([x, x.map((v) => 2 * v), x]), 1);
  });

  it('follows r + (1 - r) N', () => {
    // Correlations 1, 0, 0 of orthogonal patterns: r = 1/3, so 1/3 + 2/3 x 3.
    near(effectiveTrialsByCorrelation([f64(1, 1, -1, -1), f64(1, 1, -1, -1), f64(1, -1, 1, -1)]), 7 / 3);
  });

  it('keeps a trial that never trades apart', () => {
    assert.equal(effectiveTrialsByClusters([normal(), new Float64Array(400)]), 2);
    assert.equal(effectiveTrialsByClusters([]), 0);
    assert.equal(effectiveTrialsByCorrelation([f64(1)]), 1);
  });
});
