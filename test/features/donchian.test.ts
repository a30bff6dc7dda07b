import donchian from '../../src/features/donchian.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('donchian', () => {
  honoursFeatureContract(donchian, { window: 5 });

  it('spans the extremes of the window', () => {
    const bands = run(donchian, { window: 2 }, [10, 12, 11], [8, 9, 10], [9, 11, 10.5]);
    near(
      bands.map((column) => column[2]),
      [12, 10.5, 9, 0.5],
    );
  });
});
