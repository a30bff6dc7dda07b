import vwap from '../../src/features/vwap.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('vwap', () => {
  honoursFeatureContract(vwap, { window: 5 });

  it('weighs typical prices by volume', () => {
    const rows = [10, 20, 40, 60];
    near(run(vwap, { window: 2 }, rows, rows, rows, [3, 1, 0, 0])[0], [NaN, 12.5, 20, 50]);
  });
});
