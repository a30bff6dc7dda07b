import corwinSchultz from '../../src/features/corwin-schultz.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('corwin_schultz', () => {
  honoursFeatureContract(corwinSchultz, { window: 5 });

  it('reads a constant range as all spread', () => {
    // both bars 1..e: b = 2, g = 1: a = (2 - sqrt 2) / c - 1 / sqrt(c) = 1 as c = (sqrt 2 - 1)^2
    near(run(corwinSchultz, { window: 1 }, [Math.E, Math.E], [1, 1])[0], [NaN, (2 * (Math.E - 1)) / (1 + Math.E)]);
  });
});
