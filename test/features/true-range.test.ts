import trueRange from '../../src/features/true-range.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('true_range', () => {
  honoursFeatureContract(trueRange, {});

  it('includes the gap', () => {
    near(run(trueRange, {}, [11, 13, 13], [9, 12, 11], [10, 12, 12])[0], [NaN, 3, 2]);
  });
});
