import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as math from '../../../src/core/math/index.ts';
import { known, knownPairs } from './_known.ts';
import { ulps } from './_ulp.ts';

type Unary = (x: number) => number;
type Binary = (x: number, y: number) => number;
const ours = math as unknown as Record<string, Unary>;
const ourPairs = math as unknown as Record<string, Binary>;
const platform = Math as unknown as Record<string, Unary>;

/** Below 1 ulp means the correctly rounded value or one of its neighbours. */
describe('elementary functions: known values', () => {
  for (const [name, rows] of Object.entries(known)) {
    it(`${name} is within one neighbour of the correctly rounded value`, () => {
      for (const [x, value] of rows) assert.ok(ulps(ours[name](x), value) <= 1, `${name}(${x}) = ${ours[name](x)}`);
    });
  }
  for (const [name, rows] of Object.entries(knownPairs)) {
    it(`${name} is within one neighbour of the correctly rounded value`, () => {
      for (const [x, y, value] of rows) {
        const found = ourPairs[name](x, y);
        assert.ok(ulps(found, value) <= 1, `${name}(${x}, ${y}) = ${found}`);
      }
    });
  }
});

describe('elementary functions: against the platform', () => {
  const everywhere = fc.double();
  const usual = fc.double({ min: -50, max: 50, noNaN: true });
  // The platform's own hyperbolic functions are wrong by up to 2.2 ulp (Zimmermann et al., accuracy of math functions).
  const limit = (name: string): number => (['sinh', 'cosh', 'tanh'].includes(name) ? 3 : 2);
  for (const name of Object.keys(known)) {
    for (const [kind, inputs] of Object.entries({ everywhere, usual })) {
      it(`${name} agrees within ${limit(name)} ulp, ${kind}`, () => {
        fc.assert(
          fc.property(inputs, (x) => ulps(ours[name](x), platform[name](x)) <= limit(name)),
          { numRuns: 3000, seed: 7 },
        );
      });
    }
    it(`${name} agrees on edge values, signs of zero included`, () => {
      for (const x of [NaN, Infinity, -Infinity, 0, -0, 5e-324, -5e-324, 1, -1, Number.MAX_VALUE, -Number.MAX_VALUE]) {
        const [found, expected] = [ours[name](x), platform[name](x)];
        const same = Object.is(found, expected) || (expected !== 0 && ulps(found, expected) <= 1);
        assert.ok(same, `${name}(${x}) = ${found}, expected ${expected}`);
      }
    });
  }
  for (const name of Object.keys(knownPairs)) {
    it(`${name} agrees within 2 ulp`, () => {
      const theirs = Math as unknown as Record<string, Binary>;
      fc.assert(
        fc.property(fc.oneof(everywhere, usual), fc.oneof(everywhere, usual), (x, y) => {
          return ulps(ourPairs[name](x, y), theirs[name](x, y)) <= 2;
        }),
        { numRuns: 6000, seed: 7 },
      );
    });
    it(`${name} agrees on all pairs of edge values`, () => {
      const theirs = Math as unknown as Record<string, Binary>;
      const edges = [NaN, Infinity, 1e300, 3, 2, 1, 0.5, 5e-324, 0].flatMap((x) => [x, -x]);
      for (const x of edges) {
        for (const y of edges) {
          const [found, expected] = [ourPairs[name](x, y), theirs[name](x, y)];
          const same = Object.is(found, expected) || (expected !== 0 && ulps(found, expected) <= 1);
          assert.ok(same, `${name}(${x}, ${y}) = ${found}, expected ${expected}`);
        }
      }
    });
  }
});

describe('elementary functions: identities', () => {
  it('log2 is exact at every power of two', () => {
    for (let k = -1022; k <= 1023; k++) assert.equal(math.log2(2 ** k), k);
    assert.equal(math.log2(5e-324), -1074);
  });
  it('log10 is exact at every power of ten', () => {
    for (let k = -307; k <= 308; k++) assert.equal(math.log10(Number(`1e${k}`)), k);
  });
  it('pow is exact for small whole powers', () => {
    for (let k = 0; k <= 22; k++) assert.equal(math.pow(10, k), Number(`1e${k}`));
  });
  it('exp and log keep their exact points', () => {
    assert.deepEqual([math.exp(0), math.log(1), math.expm1(0), math.log1p(0)], [1, 0, 0, 0]);
  });
  it('exp does not decrease', () => {
    fc.assert(
      fc.property(fc.double({ min: -740, max: 700, noNaN: true }), (x) => math.exp(x + 1e-9) >= math.exp(x)),
      { seed: 3 },
    );
  });
  it('sin and cos lie on the unit circle for arguments of any size', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        return Math.abs(math.sin(x) ** 2 + math.cos(x) ** 2 - 1) < 5e-16;
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
  it('sin and cos are continuous where the reduction changes its method', () => {
    const border = 1647099;
    assert.ok(Math.abs(math.sin(border) - math.sin(border - 2e-10)) < 3e-10);
  });
});
