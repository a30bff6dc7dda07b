import fractionalDifference from '../../src/features/fractional-difference.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('fractional_difference', () => {
  honoursFeatureContract(fractionalDifference, { of: 'close', order: 0.4, window: 8 });

  it('is the plain difference at order 1', () => {
    near(run(fractionalDifference, { of: 'x', order: 1, window: 3 }, [1, 3, 8, 4])[0], [NaN, NaN, 5, -4]);
  });

  it('weighs the past by binomial coefficients', () => {
    // order 0.5: 1, -0.5, -0.125
    near(run(fractionalDifference, { of: 'x', order: 0.5, window: 3 }, [8, 4, 2])[0].slice(2), [2 - 2 - 1]);
  });
});
