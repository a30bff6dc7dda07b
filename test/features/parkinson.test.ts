import parkinson from '../../src/features/parkinson.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('parkinson', () => {
  honoursFeatureContract(parkinson, { window: 5 });

  it('scales the mean squared log range', () => {
    near(run(parkinson, { window: 1 }, [Math.E, 1], [1, 1])[0], [1 / Math.sqrt(4 * Math.LN2), 0]);
  });
});
