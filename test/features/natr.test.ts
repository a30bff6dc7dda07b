import natr from '../../src/features/natr.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('natr', () => {
  honoursFeatureContract(natr, { window: 4 });

  it('divides the average true range by the close', () => {
    near(run(natr, { window: 2 }, [11, 13, 13], [9, 12, 11], [10, 12, 12])[0], [NaN, NaN, 250 / 12]);
  });
});
