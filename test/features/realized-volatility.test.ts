import realizedVolatility from '../../src/features/realized-volatility.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('realized_volatility', () => {
  honoursFeatureContract(realizedVolatility, { of: 'close', window: 6, returns: 'log' });

  it('is the sample standard deviation of simple returns', () => {
    // returns 0.1 and 0.2: sd = 0.1 / sqrt(2)
    near(run(realizedVolatility, { of: 'x', window: 2, returns: 'simple' }, [100, 110, 132])[0], [
      NaN,
      NaN,
      0.1 / Math.sqrt(2),
    ]);
  });

  it('is the sample standard deviation of log returns by default', () => {
    const r = [Math.log(1.1), Math.log(1.2)];
    near(run(realizedVolatility, { of: 'x', window: 2, returns: 'log' }, [100, 110, 132])[0], [
      NaN,
      NaN,
      (r[1] - r[0]) / Math.sqrt(2),
    ]);
  });

  it('is 0 for a flat price and NaN where a price is 0', () => {
    near(run(realizedVolatility, { of: 'x', window: 2, returns: 'log' }, [5, 5, 5, 0])[0], [NaN, NaN, 0, NaN]);
  });
});
