import cmf from '../../src/features/cmf.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('cmf', () => {
  honoursFeatureContract(cmf, { window: 5 });

  it('relates money flow to volume', () => {
    near(run(cmf, { window: 2 }, [12, 12, 5, 5], [8, 8, 5, 5], [12, 9, 5, 5], [10, 4, 0, 0])[0], [
      NaN,
      8 / 14,
      -0.5,
      0,
    ]);
  });
});
