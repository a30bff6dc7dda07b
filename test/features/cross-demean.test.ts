import assert from 'node:assert/strict';
import crossDemean from '../../src/features/cross-demean.ts';
import { across, honoursCrossContract } from '../contracts/cross.ts';

const values = { of: 'x', min_symbols: 2 };

describe('cross_demean', () => {
  honoursCrossContract(crossDemean, values);

  it('takes the mean away', () => {
    assert.deepEqual(across(crossDemean, values, [1, 2, 6]), [-2, -1, 3]);
  });
});
