import aroon from '../../src/features/aroon.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('aroon', () => {
  honoursFeatureContract(aroon, { window: 5 });

  it('counts bars since the extremes, the latest of equals', () => {
    const [up, down] = run(aroon, { window: 2 }, [5, 4, 3, 3], [1, 2, 2, 2]);
    near(up, [NaN, NaN, 0, 0]);
    near(down, [NaN, NaN, 0, 100]);
  });
});
