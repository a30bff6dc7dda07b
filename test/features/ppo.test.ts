import ppo from '../../src/features/ppo.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('ppo', () => {
  honoursFeatureContract(ppo, { of: 'close', fast: 3, slow: 6, signal: 4 });

  it('is the distance of the averages relative to the slow one', () => {
    // as macd's example: fast 4, 6 over slow 3, 5
    near(run(ppo, { of: 'x', fast: 2, slow: 3, signal: 1 }, [1, 2, 6, 7])[0], [NaN, NaN, 100 / 3, 20]);
  });
});
