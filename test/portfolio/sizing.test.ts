import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Decision } from '../../src/core/contracts/portfolio.ts';
import { remember, rememberedQuantile, startRemembered } from '../../src/portfolio/sizing/_remembered.ts';
import edgeOverVolatility from '../../src/portfolio/sizing/edge-over-volatility.ts';
import fixed from '../../src/portfolio/sizing/fixed.ts';
import kelly from '../../src/portfolio/sizing/kelly.ts';
import volatilityTarget from '../../src/portfolio/sizing/volatility-target.ts';

const decision = (over: Partial<Decision>): Decision => ({
  row: 0,
  direction: 1,
  edge: NaN,
  sigma: NaN,
  strength: NaN,
  price: 100,
  equity: 1000,
  column: NaN,
  symbols: 1,
  ...over,
});
const near = (found: number, expected: number): void =>
  assert.ok(Math.abs(found - expected) < 1e-12, `expected ${expected}, found ${found}`);

describe('edge_over_volatility', () => {
  const sizes = (strengths: number[], samples = 50): number[] => {
    const state = edgeOverVolatility.start({ samples, quantile: 0.9 }, 365);
    return strengths.map((strength) => edgeOverVolatility.fraction(state, decision({ strength })));
  };

  it('gives the first accepted signal full size, later ones their part of the 90th percentile', () => {
    // p90 of 0.6 = 0.6; of 0.6 0.6 = 0.6; of 0.45 0.6 0.6 0.3 sorted 0.3 0.45 0.6 0.6 = 0.6
    sizes([0.6, 0.6, 0.45, 0.3, 0.3]).forEach((f, i) => near(f, [1, 1, 0.75, 0.5, 0.5][i]));
  });

  it('forgets all but the last samples', () => {
    sizes([9, 1, 1, 0.5], 2).forEach((f, i) => near(f, [1, 1 / 9, 1 / 8.2, 0.5][i]));
  });

  it('has no size for an unknown strength, and does not remember it', () => {
    const found = sizes([NaN, 2, NaN, 1]);
    assert.deepEqual(found, [NaN, 1, NaN, 0.5]);
  });

  it('has full size while the percentile is 0', () => {
    assert.deepEqual(sizes([0, 0, 3]), [1, 1, 1]);
  });

  it('remembers the same as sorting the last samples', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ min: 0, max: 9, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (x, samples) => {
        const state = startRemembered(samples);
        x.forEach((v) => remember(state, v));
        const last = x.slice(-samples).sort((a, b) => a - b);
        const at = (last.length - 1) * 0.9;
        const k = Math.floor(at);
        const expected = at === k ? last[k] : last[k] + (at - k) * (last[k + 1] - last[k]);
        assert.equal(rememberedQuantile(state, 0.9) + 0, expected + 0);
      }),
    );
  });
});

describe('fixed sizing', () => {
  it('is the same fraction always', () => {
    assert.equal(fixed.fraction(fixed.start({ fraction: 0.4 }, 365), decision({})), 0.4);
  });
});

describe('volatility_target', () => {
  const size = (column: number): number => {
    const values = { of: 'sigma', annual: 0.2 };
    return volatilityTarget.fraction(volatilityTarget.start(values, 365 * 24), decision({ column }));
  };
  it('is the wanted volatility over that of the asset, both per year', () => {
    near(size(0.01), 0.2 / (0.01 * Math.sqrt(8760)));
  });
  it('has no size where sigma is unknown or 0', () => {
    assert.deepEqual([size(NaN), size(0)], [NaN, NaN]);
  });
});

describe('kelly', () => {
  const size = (values: object, over: Partial<Decision>): number => {
    const filled = { of: undefined, fraction: 1, cap: 10, ...values };
    return kelly.fraction(kelly.start(filled, 365), decision(over));
  };
  it('is mu / sigma^2 in plain returns: 20 bps against 200 bps is 5 times equity', () => {
    near(size({}, { edge: 20, sigma: 200 }), 5);
    near(size({}, { edge: -20, sigma: 200 }), 5);
    near(size({ of: 'sd' }, { edge: 20, sigma: 1, column: 0.02 }), 5);
  });
  it('takes a part of it, and never more than the cap', () => {
    near(size({ fraction: 0.5 }, { edge: 20, sigma: 200 }), 2.5);
    assert.equal(size({ cap: 2 }, { edge: 20, sigma: 200 }), 2);
  });
  it('has no size where sigma or the edge is unknown', () => {
    assert.deepEqual([size({}, { edge: 20, sigma: 0 }), size({}, { edge: NaN, sigma: 9 })], [NaN, NaN]);
  });
});
