import stoch from '../../src/features/stoch.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('stoch', () => {
  honoursFeatureContract(stoch, { fast_k: 5, slow_k: 3, slow_d: 2 });

  it('places the close in the range of the window', () => {
    const [k, d] = run(stoch, { fast_k: 2, slow_k: 1, slow_d: 2 }, [10, 12, 14], [8, 9, 10], [9, 11, 13]);
    near(k, [NaN, 75, 80]);
    near(d, [NaN, NaN, 77.5]);
  });

  it('is 50 in a flat window', () => {
    near(run(stoch, { fast_k: 2, slow_k: 1, slow_d: 1 }, [5, 5], [5, 5], [5, 5])[0], [NaN, 50]);
  });
});
