import assert from 'node:assert/strict';
import ridge from '../../src/models/ridge.ts';
import { contextOf, honoursModelContract, sampleOf, scoresOf } from '../contracts/model.ts';

interface Fitted {
  readonly intercept: number;
  readonly coefficients: readonly number[];
}

const fitOn = (columns: readonly Float64Array[], target: Float64Array, l2: number): Fitted => {
  const context = contextOf(columns.map((_, i) => `x${i}`));
  return ridge.fit({ l2 }, { rows: target.length, columns, target }, undefined, context) as unknown as Fitted;
};
const rows = (n: number, f: (t: number) => number): Float64Array => Float64Array.from({ length: n }, (_, t) => f(t));

// rows of whole numbers, so that another language makes the same ones
const a = rows(40, (t) => ((t * 37) % 41) / 8 - 2);
const b = rows(40, (t) => ((t * t * 11) % 29) / 4 + 100);
const c = rows(40, (t) => ((t * 53 + 7) % 31) / 1000);
const y = rows(40, (t) => 3 * a[t] - 0.5 * b[t] + 200 * c[t] + (((t * 17) % 13) - 6) / 2);

describe('ridge', () => {
  honoursModelContract(ridge, { l2: 0.001 });
  honoursModelContract(ridge, { l2: 0.3 });

  // scikit-learn 1.9.1: Ridge(alpha=l2 * 40, solver="cholesky") on standardised columns, coefficients divided by the sd
  // (population); LinearRegression for l2 = 0
  const known = new Map([
    [0, [3.188218028130403, -0.45261369238760263, 232.86719595557548, -5.579393136600082]],
    [0.001, [3.185063141113174, -0.4527046088318787, 232.65032676915118, -5.56496165267626]],
    [0.5, [2.1406820206390944, -0.4224810766846713, 160.01198962978944, -7.014889670954311]],
  ]);
  for (const [l2, expected] of known) {
    it(`agrees with scikit-learn for l2 ${l2}`, () => {
      const { coefficients, intercept } = fitOn([a, b, c], y, l2);
      [...coefficients, intercept].forEach((v, i) => assert.ok(Math.abs(v / expected[i] - 1) < 1e-10, `${v}`));
    });
  }

  it('shrinks alike whatever the scale of a column', () => {
    const plain = fitOn([a, b], y, 0.2);
    const scaled = fitOn([a.map((v) => v * 1024), b], y, 0.2);
    assert.ok(Math.abs(scaled.coefficients[0] * 1024 - plain.coefficients[0]) < 1e-12);
  });

  it('gives a constant column no weight, however long and however it is rounded', () => {
    const n = 200_000;
    const x = rows(n, (t) => (t * 7919) % 1000);
    const { coefficients } = fitOn(
      [new Float64Array(n).fill(0.1), x],
      x.map((v, t) => 2 * v + (t % 3)),
      0.001,
    );
    assert.equal(coefficients[0], 0);
  });

  it('refuses columns that depend on each other without a penalty, and takes them with one', () => {
    // rounding leaves about 1e-15 of the last column unexplained, which must not pass for information
    const { columns, target } = sampleOf(3000, 5);
    const [p, q, r] = columns;
    const sum = p.map((v, t) => v / 3 + (0.7 * r[t]) / 500 + 1e4 * q[t]);
    assert.throws(() => fitOn([p, r, q, sum], target, 0), /linearly dependent: x0, x1, x2, x3; raise l2 above 0/);
    assert.ok(fitOn([p, r, q, sum], target, 0.001).coefficients.every((v) => Math.abs(v) < 2000));
  });

  it('names the column and row of an infinite value', () => {
    const wrong = a.map((v, t) => (t === 5 ? Infinity : v));
    assert.throws(() => fitOn([b, wrong], y, 0.1), /column "x1" is Infinity in row 5/);
  });

  it('fits more columns than rows when there is a penalty', () => {
    const wide = Array.from({ length: 20 }, (_, i) => rows(10, (t) => ((t * t * (i + 3)) % 17) + t * i));
    const target = rows(10, (t) => t % 4);
    const fitted = fitOn(wide, target, 0.01);
    assert.ok(scoresOf(ridge, { ...fitted }, wide).every(Number.isFinite));
  });
});
