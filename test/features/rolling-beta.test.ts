import rollingBeta from '../../src/features/rolling-beta.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_beta', () => {
  honoursFeatureContract(rollingBeta, { of: 'x', against: 'y', window: 6 });

  it('is the slope on the second column', () => {
    near(run(rollingBeta, { of: 'x', against: 'y', window: 3 }, [1, 3, 5, 0], [1, 2, 3, 3])[0].slice(2, 3), [2]);
    near(run(rollingBeta, { of: 'x', against: 'y', window: 2 }, [1, 3], [4, 4])[0].slice(1), [0]);
  });
});
