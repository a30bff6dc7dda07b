import rollingSum from '../../src/features/rolling-sum.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_sum', () => {
  honoursFeatureContract(rollingSum, { of: 'x', window: 6 });

  it('adds up the window', () => {
    near(run(rollingSum, { of: 'x', window: 3 }, [1, 2, 3, 4, 5])[0], [NaN, NaN, 6, 9, 12]);
  });
});
