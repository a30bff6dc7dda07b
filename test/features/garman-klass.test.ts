import garmanKlass from '../../src/features/garman-klass.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('garman_klass', () => {
  honoursFeatureContract(garmanKlass, { window: 5 });

  it('halves the squared range of a bar without a body', () => {
    near(run(garmanKlass, { window: 1 }, [2, 1], [2 * Math.E, 1], [2, 1], [2, 1])[0], [Math.SQRT1_2, 0]);
  });
});
