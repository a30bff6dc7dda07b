import rollingMax from '../../src/features/rolling-max.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_max', () => {
  honoursFeatureContract(rollingMax, { of: 'x', window: 6 });

  it('is the highest row of the window', () => {
    near(run(rollingMax, { of: 'x', window: 2 }, [3, 1, 4, 4, NaN, 2, 5])[0], [NaN, 3, 4, 4, NaN, NaN, 5]);
  });
});
