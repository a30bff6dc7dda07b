import roll from '../../src/features/roll.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('roll', () => {
  honoursFeatureContract(roll, { window: 6 });

  it('finds the bounce between bid and ask', () => {
    // r = a, -a, a, -a with a = ln 2: pairs (-a, a) (a, -a) (-a, a): cov = -(8/3) a^2 / 2
    const spread = run(roll, { window: 3 }, [1, 2, 1, 2, 1])[0][4];
    near([spread], [2 * Math.LN2 * Math.sqrt(4 / 3)]);
  });

  it('is 0 in a trend', () => {
    // returns ln 2, 2 ln 2, 3 ln 2, 4 ln 2: each is followed by a larger one
    near(run(roll, { window: 3 }, [1, 2, 8, 64, 1024])[0].slice(4), [0]);
  });
});
