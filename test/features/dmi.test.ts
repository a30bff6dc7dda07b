import dmi from '../../src/features/dmi.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('dmi', () => {
  honoursFeatureContract(dmi, { window: 4 });

  it('decays its sums by 1 / window', () => {
    // +DM 1, 2; TR 2, 3 (high - close before = 13 - 10): plus = 100 (0.5 + 2) / (1 + 3)
    const [plus, minus, dx] = run(dmi, { window: 2 }, [10, 11, 13], [8, 9, 10], [9, 10, 12]);
    near([plus[2], minus[2], dx[2]], [62.5, 0, 100]);
  });
});
