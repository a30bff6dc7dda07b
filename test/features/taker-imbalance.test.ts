import takerImbalance from '../../src/features/taker-imbalance.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('taker_imbalance', () => {
  honoursFeatureContract(takerImbalance, { window: 5 });

  it('is 1 where buyers took all and 0 without trades', () => {
    near(run(takerImbalance, { window: 1 }, [4, 1, 0], [4, 4, 0])[0], [1, -0.5, 0]);
  });
});
