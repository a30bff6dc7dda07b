import roc from '../../src/features/roc.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('roc', () => {
  honoursFeatureContract(roc, { of: 'close', window: 3 });

  it('is a hundred times the simple return', () => {
    near(run(roc, { of: 'x', window: 2 }, [100, 0, 110, 5])[0], [NaN, NaN, 10, NaN], 1e-12);
  });
});
