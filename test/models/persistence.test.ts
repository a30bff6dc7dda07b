import assert from 'node:assert/strict';
import type { JsonValue } from '../../src/core/artifacts.ts';
import persistence from '../../src/models/persistence.ts';
import { contextOf, scoresOf } from '../contracts/model.ts';

const x = Float64Array.of(1, -2, 3, -4);
const fit = (columns: readonly Float64Array[], target: Float64Array): JsonValue =>
  persistence.fit({}, { rows: 4, columns, target }, undefined, contextOf(columns.map((_, i) => `x${i}`)));

describe('persistence', () => {
  it('scores the column in units of the label, its sign kept', () => {
    const fitted = fit([x], Float64Array.of(400, 300, -200, 100)); // rms(label) = 100 rms(x)
    assert.deepEqual([...scoresOf(persistence, fitted, [x])], [100, -200, 300, -400]);
  });

  it('scores NaN where the column is NaN or infinite', () => {
    const scores = scoresOf(persistence, fit([x], x), [Float64Array.of(NaN, Infinity, 2)]);
    assert.deepEqual([...scores], [NaN, NaN, 2]);
  });

  it('refuses several columns, and one that is 0 throughout', () => {
    assert.throws(() => fit([x, x], x), /reads one column, found 2: x0, x1/);
    assert.throws(() => fit([new Float64Array(4)], x), /"x0" is 0 in every row/);
  });

  it('refuses labels that are NaN', () => {
    assert.throws(() => fit([x], Float64Array.of(1, NaN, 1, 1)), /label of row 1 is NaN/);
  });
});
