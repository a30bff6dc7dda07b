import momentum from '../../src/features/momentum.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('momentum', () => {
  honoursFeatureContract(momentum, { of: 'close', window: 4 });

  it('is the simple return over the window', () => {
    near(run(momentum, { of: 'x', window: 2 }, [100, 0, 110, 5])[0], [NaN, NaN, 0.1, NaN], 1e-15);
  });
});
