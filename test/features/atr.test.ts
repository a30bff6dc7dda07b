import atr from '../../src/features/atr.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('atr', () => {
  honoursFeatureContract(atr, { window: 4 });

  it('averages true ranges from the second bar on', () => {
    // true ranges: 3 (gap up from 10 to 13), 2, 4
    near(run(atr, { window: 2 }, [11, 13, 13, 15], [9, 12, 11, 11], [10, 12, 12, 12])[0], [NaN, NaN, 2.5, 3.25]);
  });
});
