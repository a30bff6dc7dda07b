import cci from '../../src/features/cci.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('cci', () => {
  honoursFeatureContract(cci, { window: 6 });

  it('measures in mean absolute deviations', () => {
    // typical prices 1, 2, 6: mean 3, mean deviation 2
    const rows = [1, 2, 6];
    near(run(cci, { window: 3 }, rows, rows, rows)[0], [NaN, NaN, 3 / (0.015 * 2)], 1e-10);
  });

  it('is 0 in a flat window', () => {
    near(run(cci, { window: 2 }, [0.1, 0.1], [0.1, 0.1], [0.1, 0.1])[0], [NaN, 0]);
  });
});
