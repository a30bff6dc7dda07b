import rogersSatchell from '../../src/features/rogers-satchell.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rogers_satchell', () => {
  honoursFeatureContract(rogersSatchell, { window: 5 });

  it('is 0 for a bar that only rises', () => {
    near(run(rogersSatchell, { window: 1 }, [1, 1], [3, Math.E], [1, 1], [3, 1])[0], [0, 1]);
  });
});
