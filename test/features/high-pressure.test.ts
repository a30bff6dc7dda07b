import highPressure from '../../src/features/high-pressure.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('high_pressure', () => {
  honoursFeatureContract(highPressure, { window: 6, sigma_window: 4 });

  it('is the distance from the high in price times one-bar sigma', () => {
    // returns ln 2, -ln 2: sd = ln 2 sqrt 2; a close of 1 below a high of 2: (2 - 1) / (1 ln 2 sqrt 2)
    const sd = Math.LN2 * Math.SQRT2;
    near(
      run(highPressure, { window: 2, sigma_window: 2 }, [1, 2, 2, 4], [1, 2, 1, 4])[0],
      [NaN, NaN, 1 / sd, 0],
      1e-15,
    );
  });

  it('is 0 where the returns are flat', () => {
    near(run(highPressure, { window: 2, sigma_window: 2 }, [2, 2, 2], [1, 1, 1])[0], [NaN, NaN, 0]);
  });
});
