import assert from 'node:assert/strict';
import fc from 'fast-check';
import { symmetricEigen } from '../../../src/core/math/index.ts';

describe('symmetricEigen', () => {
  it('is the decomposition of a matrix worked out by hand', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    assert.deepEqual(
      [...values].map((v) => Math.round(v * 1e12) / 1e12),
      [3, 1],
    );
    assert.ok(Math.abs(Math.abs(vectors[0][0]) - Math.SQRT1_2) < 1e-12);
  });

  it('gives the matrix back: sum of value x vector x vector, vectors orthonormal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 10, maxLength: 10 }), (half) => {
        const at = (i: number, j: number): number => half[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)];
        const matrix = Float64Array.from({ length: 16 }, (_, k) => at(k >> 2, k & 3));
        const { values, vectors } = symmetricEigen(matrix, 4);
        const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
        vectors.forEach((a, i) => vectors.forEach((b, j) => assert.ok(Math.abs(dot(a, b) - Number(i === j)) < 1e-9)));
        matrix.forEach((x, k) => {
          const back = vectors.reduce((sum, v, i) => sum + values[i] * v[k >> 2] * v[k & 3], 0);
          assert.ok(Math.abs(back - x) < 1e-8);
        });
      }),
    );
  });
});
