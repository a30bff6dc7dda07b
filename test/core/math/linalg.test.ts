import assert from 'node:assert/strict';
import * as linalg from '../../../src/core/math/linalg.ts';
import { streamOf } from '../../../src/core/rng.ts';
import { close } from './_ulp.ts';

describe('linear algebra', () => {
  it('factors the textbook matrix', () => {
    // https://en.wikipedia.org/wiki/Cholesky_decomposition, first example.
    const a = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98);
    assert.deepEqual([...linalg.choleskyFactor(a, 3)!], [2, 0, 0, 6, 1, 0, -8, 5, 3]);
  });
  it('solves what it multiplied', () => {
    const rng = streamOf(1, 'linalg');
    const columns = Array.from({ length: 12 }, () => Float64Array.from({ length: 1500 }, () => rng.normal()));
    const wanted = Float64Array.from({ length: 12 }, (_, i) => i - 4);
    const y = Float64Array.from({ length: 1500 }, (_, t) => columns.reduce((sum, c, i) => sum + c[t] * wanted[i], 0));
    const found = linalg.choleskySolve(linalg.gramMatrix(columns), linalg.crossProducts(columns, y))!;
    wanted.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-12));
  });
  it('refuses what is not positive definite: negative, singular, NaN', () => {
    for (const a of [
      [1, 2, 2, 1],
      [1, 1, 1, 1],
      [1, NaN, NaN, 1],
      [0, 0, 0, 0],
    ]) {
      assert.equal(linalg.choleskySolve(Float64Array.from(a), Float64Array.of(1, 1)), undefined);
    }
  });
  it('refuses collinear columns whose rounding leaves a tiny pivot', () => {
    const a = Float64Array.from({ length: 1000 }, (_, t) => 1 / (t + 3));
    const b = a.map((v) => 3 * v);
    assert.equal(linalg.choleskyFactor(linalg.gramMatrix([a, b]), 2), undefined);
  });
  it('the Gram matrix is symmetric and right by hand', () => {
    const gram = linalg.gramMatrix([Float64Array.of(1, 2, 3), Float64Array.of(0, 1, -1)]);
    assert.deepEqual([...gram], [14, -1, -1, 2]);
  });
  it('an entry of the Gram matrix does not depend on the other columns', () => {
    const rng = streamOf(2, 'linalg');
    const columns = Array.from({ length: 5 }, () => Float64Array.from({ length: 2000 }, () => rng.uniform()));
    const whole = linalg.gramMatrix(columns);
    assert.equal(linalg.gramMatrix([columns[1], columns[3]])[1], whole[5 + 3]);
    close(linalg.crossProducts(columns, columns[2])[4], whole[4 * 5 + 2], 0);
  });
});
