import assert from 'node:assert/strict';
import fc from 'fast-check';
import drawdown from '../../src/portfolio/limits/drawdown.ts';

const allowed = (values: { max: number; window?: number }, equity: readonly number[]): boolean[] => {
  const state = drawdown.start({ window: undefined, ...values });
  return equity.map((e) => (drawdown.allows as NonNullable<typeof drawdown.allows>)(state, e));
};

describe('drawdown', () => {
  it('forbids entries below the line under the peak, and allows them on it', () => {
    assert.deepEqual(allowed({ max: 0.2 }, [100, 81, 80, 79, 85, 110, 87]), [
      true,
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  it('ends a flat account for good without a window', () => {
    assert.deepEqual(allowed({ max: 0.2 }, [100, 70, 70, 70, 70]), [true, false, false, false, false]);
  });

  it('allows again when the old peak leaves the window', () => {
    assert.deepEqual(allowed({ max: 0.2, window: 3 }, [100, 70, 70, 70, 70]), [true, false, false, true, true]);
  });

  it('has the peak of the last window bars', () => {
    const equities = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(equities, fc.integer({ min: 1, max: 12 }), (equity, window) => {
        const expected = equity.map(
          (e, t) => e >= Math.max(...equity.slice(Math.max(0, t - window + 1), t + 1)) * (1 - 0.25),
        );
        assert.deepEqual(allowed({ max: 0.25, window }, equity), expected);
      }),
    );
  });
});
