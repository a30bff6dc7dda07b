import ad from '../../src/features/ad.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('ad', () => {
  honoursFeatureContract(ad, {});

  it('weighs volume by where the close stands in the bar', () => {
    near(run(ad, {}, [12, 12, 5], [8, 8, 5], [12, 9, 5], [10, 4, 7])[0], [10, 8, 8]);
  });
});
