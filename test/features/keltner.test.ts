import keltner from '../../src/features/keltner.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('keltner', () => {
  honoursFeatureContract(keltner, { window: 4, atr_window: 3, multiple: 2 });

  it('stands multiple ranges round the average', () => {
    const bands = run(keltner, { window: 2, atr_window: 1, multiple: 2 }, [11, 13], [9, 12], [10, 12]);
    near(
      bands.map((column) => column[1]),
      [17, 11, 5],
    );
  });
});
