import rollingMin from '../../src/features/rolling-min.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_min', () => {
  honoursFeatureContract(rollingMin, { of: 'x', window: 6 });

  it('is the lowest row of the window', () => {
    near(run(rollingMin, { of: 'x', window: 2 }, [3, 1, 4, 4, NaN, 2, 5])[0], [NaN, 1, 1, 4, NaN, NaN, 2]);
  });
});
