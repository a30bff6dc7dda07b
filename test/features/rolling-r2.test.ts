import rollingR2 from '../../src/features/rolling-r2.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_r2', () => {
  honoursFeatureContract(rollingR2, { of: 'x', window: 6 });

  it('is 1 on a line and 0 where no line helps', () => {
    near(run(rollingR2, { of: 'x', window: 3 }, [1, 3, 5, 3, 3, 3])[0], [NaN, NaN, 1, 0, 0.75, 0]);
  });
});
