import rollingQuantile from '../../src/features/rolling-quantile.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_quantile', () => {
  honoursFeatureContract(rollingQuantile, { of: 'x', window: 7, quantile: 0.3 });
  honoursFeatureContract(rollingQuantile, { of: 'x', window: 520, quantile: 0.9 });

  it('interpolates between order statistics', () => {
    near(run(rollingQuantile, { of: 'x', window: 3, quantile: 0.25 }, [9, 1, 5])[0].slice(2), [3]);
    near(run(rollingQuantile, { of: 'x', window: 3, quantile: 1 }, [9, 1, 5])[0].slice(2), [9]);
  });

  it('agrees with sorting for any window', () => {
    const rows = Array.from({ length: 900 }, (_, i) => ((i * 7_919) % 101) / 10);
    for (const window of [5, 512, 513, 700]) {
      const expected = rows.slice(900 - window).sort((a, b) => a - b);
      const at = (window - 1) / 2;
      const median = (expected[Math.floor(at)] + expected[Math.ceil(at)]) / 2;
      near(run(rollingQuantile, { of: 'x', window, quantile: 0.5 }, rows)[0].slice(899), [median]);
    }
  });
});
