import lag from '../../src/features/lag.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('lag', () => {
  honoursFeatureContract(lag, { of: 'x', window: 3 });

  it('looks back', () => {
    near(run(lag, { of: 'x', window: 2 }, [1, 2, 3])[0], [NaN, NaN, 1]);
  });
});
