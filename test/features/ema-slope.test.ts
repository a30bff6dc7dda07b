import emaSlope from '../../src/features/ema-slope.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('ema_slope', () => {
  honoursFeatureContract(emaSlope, { of: 'close', window: 4, lag: 2 });

  it('is the relative change of the average', () => {
    // ema: 3, 5, 8
    near(run(emaSlope, { of: 'x', window: 3, lag: 1 }, [1, 2, 6, 7, 11])[0], [NaN, NaN, NaN, 5 / 3 - 1, 8 / 5 - 1]);
  });
});
