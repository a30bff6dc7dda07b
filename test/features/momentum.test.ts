import momentum from '../../src/features/momentum.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('momentum', () => {
  honoursFeatureContract(momentum, { of: 'close', window: 4 });

  it('is the return over the window in sigmas of the window', () => {
    // returns ln 2, -ln 2 / 2: sd = 3 ln 2 / (2 sqrt 2); (sqrt 2 - 1) over sd sqrt 2
    const expected = (Math.SQRT2 - 1) / (1.5 * Math.LN2);
    near(run(momentum, { of: 'x', window: 2 }, [1, 2, Math.SQRT2, 0, 1])[0], [NaN, NaN, expected, NaN, NaN], 1e-15);
  });

  it('is 0 where the returns are flat', () => {
    near(run(momentum, { of: 'x', window: 2 }, [1, 1, 1])[0], [NaN, NaN, 0]);
  });
});
