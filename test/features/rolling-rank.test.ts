import rollingRank from '../../src/features/rolling-rank.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_rank', () => {
  honoursFeatureContract(rollingRank, { of: 'x', window: 7 });
  honoursFeatureContract(rollingRank, { of: 'x', window: 520 });

  it('ranks the last row, ties by half', () => {
    near(run(rollingRank, { of: 'x', window: 3 }, [1, 2, 3, 0, 3, 3])[0], [NaN, NaN, 1, 0, 0.75, 0.75]);
  });
});
