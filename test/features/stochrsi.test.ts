import stochrsi from '../../src/features/stochrsi.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('stochrsi', () => {
  honoursFeatureContract(stochrsi, { of: 'close', window: 3, fast_k: 4, fast_d: 2 });

  it('is 100 where the rsi is at its high and 50 where it is flat', () => {
    const rising = run(stochrsi, { of: 'x', window: 2, fast_k: 2, fast_d: 1 }, [10, 9, 10, 12, 15])[0];
    near([rising[4]], [100], 1e-10);
    const flat = run(stochrsi, { of: 'x', window: 2, fast_k: 2, fast_d: 1 }, [1, 1, 1, 1])[0];
    near(flat, [NaN, NaN, NaN, 50]);
  });
});
