import rollingAutocorrelation from '../../src/features/rolling-autocorrelation.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_autocorrelation', () => {
  honoursFeatureContract(rollingAutocorrelation, { of: 'x', window: 6, lag: 2 });

  it('is -1 where each row reverses the one before', () => {
    near(run(rollingAutocorrelation, { of: 'x', window: 4, lag: 1 }, [1, -1, 1, -1, 1])[0].slice(4), [-1]);
  });
});
