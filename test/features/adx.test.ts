import adx from '../../src/features/adx.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('adx', () => {
  honoursFeatureContract(adx, { window: 4 });

  it('is 100 in a rise without pause', () => {
    const rows = [1, 2, 3, 4, 5];
    near(run(adx, { window: 2 }, rows, rows, rows)[0], [NaN, NaN, NaN, 100, 100]);
  });
});
