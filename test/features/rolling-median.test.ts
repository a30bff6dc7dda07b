import rollingMedian from '../../src/features/rolling-median.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_median', () => {
  honoursFeatureContract(rollingMedian, { of: 'x', window: 6 });
  honoursFeatureContract(rollingMedian, { of: 'x', window: 520 });

  it('takes the middle row, or the mean of two', () => {
    near(run(rollingMedian, { of: 'x', window: 3 }, [9, 1, 5, NaN, 2, 2, 8])[0], [NaN, NaN, 5, NaN, NaN, NaN, 2]);
    near(run(rollingMedian, { of: 'x', window: 4 }, [9, 1, 5, 2])[0].slice(3), [3.5]);
  });
});
