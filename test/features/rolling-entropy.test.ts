import rollingEntropy from '../../src/features/rolling-entropy.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_entropy', () => {
  honoursFeatureContract(rollingEntropy, { of: 'x', window: 9, bins: 4 });

  it('is 1 for an even spread and 0 for a flat window', () => {
    near(
      run(rollingEntropy, { of: 'x', window: 4, bins: 2 }, [1, 2, 3, 4, 4, 4, 4])[0].slice(3),
      [1, 0.8112781244591328, 0.8112781244591328, 0],
    );
  });
});
