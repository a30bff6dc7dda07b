import willr from '../../src/features/willr.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('willr', () => {
  honoursFeatureContract(willr, { window: 6 });

  it('counts down from the high', () => {
    near(run(willr, { window: 2 }, [10, 12], [8, 9], [9, 11])[0], [NaN, -25]);
  });
});
