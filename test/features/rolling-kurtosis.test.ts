import assert from 'node:assert/strict';
import rollingKurtosis from '../../src/features/rolling-kurtosis.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_kurtosis', () => {
  honoursFeatureContract(rollingKurtosis, { of: 'x', window: 8 });

  it('matches the adjusted sample kurtosis', () => {
    // 1, 2, 3, 10: mean 4, m2 = 50, m4 = 81 + 16 + 1 + 1296 = 1394; 30 x 1394 / 2500 - 13.5
    near(
      run(rollingKurtosis, { of: 'x', window: 4 }, [1, 2, 3, 10])[0],
      [NaN, NaN, NaN, (30 * 1394) / 2500 - 13.5],
      1e-10,
    );
  });

  it('is 0 in a flat window', () => {
    assert.equal(run(rollingKurtosis, { of: 'x', window: 4 }, [0.1, 0.1, 0.1, 0.1])[0][3], 0);
  });
});
