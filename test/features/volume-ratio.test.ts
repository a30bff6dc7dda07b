import volumeRatio from '../../src/features/volume-ratio.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('volume_ratio', () => {
  honoursFeatureContract(volumeRatio, { of: 'volume', fast: 2, slow: 6 });

  it('compares two means', () => {
    near(run(volumeRatio, { of: 'x', fast: 1, slow: 2 }, [1, 3, 0, 0])[0], [NaN, 1.5, 0, 1]);
  });
});
