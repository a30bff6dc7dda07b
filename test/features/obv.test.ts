import obv from '../../src/features/obv.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('obv', () => {
  honoursFeatureContract(obv, {});

  it('adds the volume of rises and takes that of falls away', () => {
    near(run(obv, {}, [10, 11, 11, NaN, 9], [5, 3, 7, 1, 2])[0], [5, 8, 8, NaN, 6]);
  });
});
