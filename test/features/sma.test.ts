import assert from 'node:assert/strict';
import sma from '../../src/features/sma.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('sma', () => {
  honoursFeatureContract(sma, { of: 'close', window: 7 });

  it('averages the window, the current bar included', () => {
    near(run(sma, { of: 'x', window: 3 }, [1, 2, 6, 10, NaN, 1, 1, 4])[0], [NaN, NaN, 3, 6, NaN, NaN, NaN, 2]);
  });

  it('is exact in a flat window', () => {
    assert.equal(run(sma, { of: 'x', window: 3 }, [0.1, 0.1, 0.1])[0][2], 0.1);
  });
});
