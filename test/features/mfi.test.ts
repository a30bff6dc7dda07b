import mfi from '../../src/features/mfi.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('mfi', () => {
  honoursFeatureContract(mfi, { window: 5 });

  it('weighs the flow of rising bars against that of falling ones', () => {
    const price = [10, 12, 11, 11];
    near(run(mfi, { window: 2 }, price, price, price, [1, 2, 3, 4])[0], [NaN, NaN, 2400 / 57, 0]);
  });

  it('is 50 where nothing flowed', () => {
    near(run(mfi, { window: 2 }, [1, 1, 1], [1, 1, 1], [1, 1, 1], [5, 5, 5])[0], [NaN, NaN, 50]);
  });
});
