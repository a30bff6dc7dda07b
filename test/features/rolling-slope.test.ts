import rollingSlope from '../../src/features/rolling-slope.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_slope', () => {
  honoursFeatureContract(rollingSlope, { of: 'x', window: 6 });

  it('is the rise per bar', () => {
    near(run(rollingSlope, { of: 'x', window: 3 }, [1, 3, 5, 5])[0], [NaN, NaN, 2, 1]);
    near(run(rollingSlope, { of: 'x', window: 3 }, [0.1, 0.1, 0.1])[0].slice(2), [0]);
  });
});
