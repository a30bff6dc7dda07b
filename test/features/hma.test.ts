import hma from '../../src/features/hma.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('hma', () => {
  honoursFeatureContract(hma, { of: 'close', window: 9 });

  it('weighs twice the fast average less the slow one', () => {
    // window 4: wma2 of (3, 4) = 11/3, wma4 = 3; then with 5: 14/3, 4; wma2 of (13/3, 16/3)
    near(run(hma, { of: 'x', window: 4 }, [1, 2, 3, 4, 5])[0].slice(4), [(13 / 3 + 2 * (16 / 3)) / 3]);
  });
});
