import rollingCorrelation from '../../src/features/rolling-correlation.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_correlation', () => {
  honoursFeatureContract(rollingCorrelation, { of: 'x', against: 'y', window: 6 });

  it('is 1 on a rising line, -1 on a falling one and 0 against a flat column', () => {
    const rho = (y: number[]): number =>
      run(rollingCorrelation, { of: 'x', against: 'y', window: 3 }, [1, 2, 3], y)[0][2];
    near([rho([5, 7, 9]), rho([9, 7, 5]), rho([4, 4, 4]), rho([1, 3, 2])], [1, -1, 0, 0.5]);
  });
});
