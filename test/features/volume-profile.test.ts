import volumeProfile from '../../src/features/volume-profile.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('volume_profile', () => {
  honoursFeatureContract(volumeProfile, { window: 6 });

  it('counts the volume below the close', () => {
    const rows = [10, 12, 11];
    near(run(volumeProfile, { window: 3 }, rows, rows, rows, [5, 3, 2])[0], [NaN, NaN, 0.6]);
    near(run(volumeProfile, { window: 2 }, [1, 2], [1, 2], [1, 2], [0, 0])[0], [NaN, 0.5]);
  });
});
