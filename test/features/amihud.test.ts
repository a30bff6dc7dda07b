import amihud from '../../src/features/amihud.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('amihud', () => {
  honoursFeatureContract(amihud, { window: 12 });

  it('averages over the bars with volume', () => {
    // |0.1| / (110 x 10) per quote unit; the bar without volume does not count
    near(run(amihud, { window: 2 }, [100, 110, 110], [1, 10, 0])[0], [NaN, NaN, (1e6 * 0.1) / 1100], 1e-9);
  });
});
