import assert from 'node:assert/strict';
import crossRank from '../../src/features/cross-rank.ts';
import { across, honoursCrossContract } from '../contracts/cross.ts';

const values = { of: 'x', min_symbols: 2 };

describe('cross_rank', () => {
  honoursCrossContract(crossRank, values);

  it('ranks from 1, ties their mean', () => {
    assert.deepEqual(across(crossRank, values, [30, 10, 20, 10]), [4, 1.5, 3, 1.5]);
  });
});
