import vwma from '../../src/features/vwma.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('vwma', () => {
  honoursFeatureContract(vwma, { of: 'close', window: 5 });

  it('weighs by volume, and evenly where there is none', () => {
    near(run(vwma, { of: 'x', window: 2 }, [10, 20, 40, 60], [3, 1, 0, 0])[0], [NaN, 12.5, 20, 50]);
  });
});
