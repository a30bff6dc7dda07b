import trix from '../../src/features/trix.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('trix', () => {
  honoursFeatureContract(trix, { of: 'close', window: 3 });

  it('is the relative change of the triple average', () => {
    // window 2 on a line: averages 2 4 6 8, 3 5 7, 4 6: the triple average goes from 4 to 6
    near(run(trix, { of: 'x', window: 2 }, [1, 3, 5, 7, 9])[0].slice(4), [50], 1e-10);
  });
});
