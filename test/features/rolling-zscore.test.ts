import rollingZscore from '../../src/features/rolling-zscore.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_zscore', () => {
  honoursFeatureContract(rollingZscore, { of: 'x', window: 5, clip: 5 });

  it('matches a hand-computed window', () => {
    // mean(1, 2, 6) = 3, sample sd = sqrt(7)
    near(run(rollingZscore, { of: 'x', window: 3, clip: 5 }, [1, 2, 6])[0], [NaN, NaN, 3 / Math.sqrt(7)]);
  });

  it('is 0 in a flat window of any level and clipped beyond', () => {
    near(run(rollingZscore, { of: 'x', window: 3, clip: 1 }, [0.1, 0.1, 0.1, 9])[0], [NaN, NaN, 0, 1]);
  });
});
