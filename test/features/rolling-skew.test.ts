import rollingSkew from '../../src/features/rolling-skew.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_skew', () => {
  honoursFeatureContract(rollingSkew, { of: 'x', window: 7 });

  it('matches the adjusted sample skewness', () => {
    // 1, 2, 6: mean 3, m2 = 14, m3 = -8 - 1 + 27 = 18; 3 sqrt(2) / 1 x 18 / 14^1.5
    near(run(rollingSkew, { of: 'x', window: 3 }, [1, 2, 6])[0], [
      NaN,
      NaN,
      (3 * Math.SQRT2 * 18) / (14 * Math.sqrt(14)),
    ]);
  });

  it('is 0 in flat and in symmetric windows', () => {
    near(run(rollingSkew, { of: 'x', window: 3 }, [2, 2, 2, 3, 4])[0].slice(2), [0, Math.sqrt(3), 0], 1e-9);
  });
});
