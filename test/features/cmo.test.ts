import cmo from '../../src/features/cmo.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('cmo', () => {
  honoursFeatureContract(cmo, { of: 'close', window: 4 });

  it('is the balance of rises and falls', () => {
    near(run(cmo, { of: 'x', window: 2 }, [10, 12, 11, 11])[0], [NaN, NaN, 100 / 3, 100 / 3]);
  });
});
