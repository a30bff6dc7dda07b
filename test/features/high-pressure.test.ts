import highPressure from '../../src/features/high-pressure.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('high_pressure', () => {
  honoursFeatureContract(highPressure, { window: 6, sigma_window: 4 });

  it('is 0 at the high and negative below it', () => {
    // returns ln 2, -ln 2: sd = ln 2 sqrt 2; close at half the high of 2 bars: -ln 2 / (ln 2 sqrt 2 sqrt 2)
    near(run(highPressure, { window: 2, sigma_window: 2 }, [1, 2, 2, 4], [1, 2, 1, 4])[0], [NaN, NaN, -0.5, 0]);
  });
});
