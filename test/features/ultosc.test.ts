import ultosc from '../../src/features/ultosc.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('ultosc', () => {
  honoursFeatureContract(ultosc, { fast: 2, middle: 4, slow: 7 });

  it('is 100 where each bar closes at its true high and 50 where nothing moves', () => {
    const values = { fast: 1, middle: 2, slow: 3 };
    near(run(ultosc, values, [1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4])[0].slice(3), [100]);
    near(run(ultosc, values, [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1])[0].slice(3), [50]);
  });
});
