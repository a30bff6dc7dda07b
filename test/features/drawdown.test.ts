import drawdown from '../../src/features/drawdown.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('drawdown', () => {
  honoursFeatureContract(drawdown, { of: 'close', window: 5 });

  it('measures from the high of the window', () => {
    near(run(drawdown, { of: 'x', window: 2 }, [4, 2, 1, 3])[0], [NaN, -0.5, -0.5, 0]);
  });
});
