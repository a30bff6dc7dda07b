import rollingSd from '../../src/features/rolling-sd.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_sd', () => {
  honoursFeatureContract(rollingSd, { of: 'x', window: 6 });

  it('divides by one less than the window', () => {
    near(run(rollingSd, { of: 'x', window: 3 }, [1, 2, 6, NaN])[0], [NaN, NaN, Math.sqrt(7), NaN]);
  });

  it('does not drift at a high level', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => 1e9 + (i % 2));
    near([run(rollingSd, { of: 'x', window: 4 }, rows)[0][4999]], [Math.sqrt(1 / 3)], 1e-12);
  });
});
