import ema from '../../src/features/ema.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('ema', () => {
  honoursFeatureContract(ema, { of: 'close', window: 5 });

  it('starts from the simple mean and moves by 2 / (window + 1)', () => {
    near(run(ema, { of: 'x', window: 3 }, [1, 2, 6, 7, 11])[0], [NaN, NaN, 3, 5, 8]);
  });

  it('skips a NaN and holds its average', () => {
    near(run(ema, { of: 'x', window: 2 }, [NaN, 1, 3, NaN, 5])[0], [NaN, NaN, 2, NaN, 4]);
  });
});
