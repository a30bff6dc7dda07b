import dema from '../../src/features/dema.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('dema', () => {
  honoursFeatureContract(dema, { of: 'close', window: 4 });

  it('takes the average of the average away', () => {
    // window 2, alpha 2/3: ema 2, 4; ema of ema 3
    near(run(dema, { of: 'x', window: 2 }, [1, 3, 5])[0], [NaN, NaN, 5]);
  });
});
