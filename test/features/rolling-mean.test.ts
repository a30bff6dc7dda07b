import rollingMean from '../../src/features/rolling-mean.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_mean', () => {
  honoursFeatureContract(rollingMean, { of: 'x', window: 6 });

  it('averages the window', () => {
    near(run(rollingMean, { of: 'x', window: 2 }, [1, 3, NaN, 5, 8])[0], [NaN, 2, NaN, NaN, 6.5]);
  });
});
