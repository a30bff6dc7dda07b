import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maxDrawdown, timeUnderWater } from '../../../src/evaluation/_stats/drawdown.ts';
import { compound } from '../../../src/evaluation/_stats/equity.ts';
import { f64, near } from './_near.ts';

const curve = (...equity: number[]) => ({ time: f64(...equity.map((_, i) => i * 10)), equity: f64(...equity) });

describe('max drawdown', () => {
  it('names peak, trough and recovery', () => {
    assert.deepEqual(maxDrawdown(curve(100, 120, 90, 110, 120, 115)), {
      depth: -0.25,
      start: 10,
      trough: 20,
      recovery: 40,
    });
  });

  it('has no recovery while the peak is not regained', () => {
    assert.deepEqual(maxDrawdown(curve(100, 50, 90)), { depth: -0.5, start: 0, trough: 10, recovery: null });
  });

  it('starts at the last touch of the peak and takes the first of equally deep falls', () => {
    assert.deepEqual(maxDrawdown(curve(100, 100, 50, 100, 50)), { depth: -0.5, start: 10, trough: 20, recovery: 30 });
  });

  it('agrees with empyrical', () => {
    // quantopian/empyrical, tests/test_stats.py: negative_returns and [10, -10, 10].
    const losing = compound(f64(0, -6, -7, -1, -9, -2, -6, -8, -5).map((v) => v / 100));
    near(maxDrawdown(curve(...losing))?.depth ?? NaN, -0.36590730349873601);
    near(maxDrawdown(curve(...compound(f64(0.1, -0.1, 0.1))))?.depth ?? NaN, -0.1);
  });

  it('is not there for a curve that never falls', () => {
    assert.equal(maxDrawdown(curve(1, 1, 2)), undefined);
  });

  it('does not depend on the scale of equity and is not beaten by any pair of points', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 30 }), (points) => {
        let worst = 0;
        points.forEach((later, j) =>
          points.slice(0, j).forEach((sooner) => (worst = Math.min(worst, later / sooner - 1))),
        );
        near(maxDrawdown(curve(...points))?.depth ?? 0, worst);
        near(maxDrawdown(curve(...points.map((v) => v * 4)))?.depth ?? 0, worst);
      }),
    );
  });
});

describe('time under water', () => {
  it('runs from a peak to the first point back at it', () => {
    // Spells 10..40 and 50..60 of 0..60.
    assert.deepEqual(timeUnderWater(curve(100, 120, 90, 110, 120, 130, 125)), { share: 40 / 60, longest_ms: 30 });
  });

  it('is 0 for a rising curve', () => {
    assert.deepEqual(timeUnderWater(curve(1, 2, 3)), { share: 0, longest_ms: 0 });
  });
});
