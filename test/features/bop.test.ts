import bop from '../../src/features/bop.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('bop', () => {
  honoursFeatureContract(bop, {});

  it('relates the body to the range', () => {
    near(run(bop, {}, [10, 5], [13, 5], [9, 5], [12, 5])[0], [0.5, 0]);
  });
});
