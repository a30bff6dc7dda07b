import closeClose from '../../src/features/close-close.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('close_close', () => {
  honoursFeatureContract(closeClose, { window: 5 });

  it('is the root mean square of log returns', () => {
    const [a, b] = [Math.log(1.1), Math.log(0.9)];
    near(run(closeClose, { window: 2 }, [100, 110, 99])[0], [NaN, NaN, Math.sqrt((a * a + b * b) / 2)]);
  });
});
