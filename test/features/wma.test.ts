import wma from '../../src/features/wma.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('wma', () => {
  honoursFeatureContract(wma, { of: 'close', window: 5 });

  it('weighs the newest row most', () => {
    near(run(wma, { of: 'x', window: 3 }, [1, 2, 6, 0])[0], [NaN, NaN, (1 + 4 + 18) / 6, (2 + 12) / 6]);
  });
});
