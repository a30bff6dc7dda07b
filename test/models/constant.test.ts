import assert from 'node:assert/strict';
import constant from '../../src/models/constant.ts';
import { contextOf, honoursModelContract, scoresOf } from '../contracts/model.ts';
import { columns, plain, weights } from './_rows.ts';

describe('constant', () => {
  honoursModelContract(constant, {}, { learns: false });
  honoursModelContract(constant, {}, { task: 'binary', learns: false });

  it('scores the weighted mean label', () => {
    const fitted = constant.fit({}, { rows: 40, columns, target: plain, weight: weights }, undefined, contextOf([]));
    const mean = plain.reduce((sum, y, t) => sum + y * weights[t], 0) / weights.reduce((sum, w) => sum + w, 0);
    assert.ok(Math.abs(scoresOf(constant, fitted, columns)[3] - mean) < 1e-12);
  });
});
