import logReturn from '../../src/features/log-return.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('log_return', () => {
  honoursFeatureContract(logReturn, { of: 'close', window: 3 });

  it('is the logarithm of the price ratio', () => {
    near(run(logReturn, { of: 'x', window: 2 }, [1, 5, Math.E, 0])[0], [NaN, NaN, 1, NaN], 1e-15);
  });
});
