import efficiencyRatio from '../../src/features/efficiency-ratio.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('efficiency_ratio', () => {
  honoursFeatureContract(efficiencyRatio, { of: 'close', window: 5 });

  it('is 1 on a straight way and 0 on a way back', () => {
    near(run(efficiencyRatio, { of: 'x', window: 2 }, [1, 2, 3, 2, 2])[0], [NaN, NaN, 1, 0, 1]);
  });
});
