import volatilityRegime from '../../src/features/volatility-regime.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('volatility_regime', () => {
  honoursFeatureContract(volatilityRegime, { of: 'x', window: 9, bins: 3 });

  it('sorts the last row into thirds of its window', () => {
    near(run(volatilityRegime, { of: 'x', window: 3, bins: 3 }, [1, 2, 3, 0, 1])[0], [NaN, NaN, 3, 1, 2]);
  });

  it('is in the middle where all rows are equal', () => {
    near(run(volatilityRegime, { of: 'x', window: 6, bins: 3 }, [7, 7, 7, 7, 7, 7])[0].slice(5), [2]);
  });
});
