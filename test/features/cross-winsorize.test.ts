import assert from 'node:assert/strict';
import crossWinsorize from '../../src/features/cross-winsorize.ts';
import { across, honoursCrossContract } from '../contracts/cross.ts';

const values = { of: 'x', min_symbols: 2, tail: 0.25 };

describe('cross_winsorize', () => {
  honoursCrossContract(crossWinsorize, values);

  it('clips to type 7 quantiles', () => {
    // of 1 2 3 4 100: quantiles 0.25 and 0.75 are 2 and 4
    assert.deepEqual(across(crossWinsorize, values, [100, 1, 2, 3, 4]), [4, 2, 2, 3, 4]);
  });
});
