import assert from 'node:assert/strict';
import crossZscore from '../../src/features/cross-zscore.ts';
import { across, honoursCrossContract } from '../contracts/cross.ts';

const values = { of: 'x', min_symbols: 2, clip: 5 };

describe('cross_zscore', () => {
  honoursCrossContract(crossZscore, values);

  it('matches a section worked out by hand, is clipped, and 0 where all are the same', () => {
    // mean(1, 2, 6) = 3, sample sd = sqrt(7)
    assert.deepEqual(across(crossZscore, values, [1, 2, 6]), [-2 / Math.sqrt(7), -1 / Math.sqrt(7), 3 / Math.sqrt(7)]);
    assert.deepEqual(across(crossZscore, { ...values, clip: 1 }, [1, 2, 6])[2], 1);
    assert.deepEqual(across(crossZscore, values, [0.1, 0.1, 0.1]), [0, 0, 0]);
  });
});
