import returns from '../../src/features/returns.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('returns', () => {
  honoursFeatureContract(returns, { of: 'close', windows: [1, 4, 7], reset: 'none' });
  honoursFeatureContract(returns, { of: 'close', windows: [2], reset: 'day' });

  it('gives one column per window', () => {
    const [one, two] = run(returns, { of: 'x', windows: [1, 2], reset: 'none' }, [100, 110, 121, 0, 5]);
    near(one, [NaN, 0.1, 0.1, -1, NaN], 1e-15);
    near(two, [NaN, NaN, 0.21, -1, 5 / 121 - 1], 1e-15);
  });

  it('does not span midnight where reset is day', () => {
    const time = [22, 23, 24, 25].map((h) => h * 3_600_000);
    near(
      run(returns, { of: 'x', windows: [1], reset: 'day' }, [100, 110, 121, 242], time)[0],
      [NaN, 0.1, NaN, 1],
      1e-15,
    );
  });
});
