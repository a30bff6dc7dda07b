import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nonNegativeSolution } from '../../../src/core/math/index.ts';

describe('non-negative least squares', () => {
  it('solves a system whose solution is positive, and sets to 0 what would be below', () => {
    // [2 1; 1 2] b = [3 3] has b = [1 1]; with right [1 -5] the second is 0 and the first 1/2
    const gram = Float64Array.of(2, 1, 1, 2);
    const near = (found: Float64Array, wanted: number[]): void =>
      found.forEach((x, i) => assert.ok(Math.abs(x - wanted[i]) < 1e-10));
    near(nonNegativeSolution(gram, Float64Array.of(3, 3)), [1, 1]);
    near(nonNegativeSolution(gram, Float64Array.of(1, -5)), [0.5, 0]);
  });

  it('meets the conditions of Karush, Kuhn and Tucker', () => {
    const value = fc.double({ min: -3, max: 3, noNaN: true });
    const rows = fc.array(fc.array(value, { minLength: 4, maxLength: 4 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.array(value, { minLength: 4, maxLength: 4 }), (x, right) => {
        const gram = Float64Array.from({ length: 16 }, (_, at) => {
          const [i, j] = [at >> 2, at & 3];
          return x.reduce((sum, row) => sum + row[i] * row[j], 0) + (i === j ? 0.5 : 0);
        });
        const b = nonNegativeSolution(gram, Float64Array.from(right));
        b.forEach((value, i) => {
          const slope = b.reduce((sum, c, j) => sum + gram[i * 4 + j] * c, 0) - right[i];
          assert.ok(value >= 0 && (value > 0 ? Math.abs(slope) < 1e-6 : slope > -1e-6));
        });
      }),
    );
  });
});
