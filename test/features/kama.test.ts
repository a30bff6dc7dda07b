import kama from '../../src/features/kama.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('kama', () => {
  honoursFeatureContract(kama, { of: 'close', window: 4 });

  it('moves at the fast speed in a straight rise', () => {
    // er = 1: starts from 2, then 2 + 4/9 (3 - 2)
    near(run(kama, { of: 'x', window: 2 }, [1, 2, 3])[0], [NaN, NaN, 2 + 4 / 9]);
  });
});
