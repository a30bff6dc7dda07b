import assert from 'node:assert/strict';
import crossPercentile from '../../src/features/cross-percentile.ts';
import { across, honoursCrossContract } from '../contracts/cross.ts';

const values = { of: 'x', min_symbols: 2 };

describe('cross_percentile', () => {
  honoursCrossContract(crossPercentile, values);

  it('is the middle of each step', () => {
    assert.deepEqual(across(crossPercentile, values, [30, 10, 20, 10]), [0.875, 0.25, 0.625, 0.25]);
  });
});
