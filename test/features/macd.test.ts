import assert from 'node:assert/strict';
import macd from '../../src/features/macd.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('macd', () => {
  honoursFeatureContract(macd, { of: 'close', fast: 3, slow: 6, signal: 4 });

  it('seeds both averages at the same bar', () => {
    // at bar 2: fast = mean(2, 6) = 4, slow = mean(1, 2, 6) = 3; at bar 3: fast = 4 + 2/3 (7 - 4) = 6, slow = 3 + (7 - 3) / 2 = 5
    const [line, signal, histogram] = run(macd, { of: 'x', fast: 2, slow: 3, signal: 2 }, [1, 2, 6, 7]);
    near(line, [NaN, NaN, 1, 1]);
    near(signal, [NaN, NaN, NaN, 1]);
    near(histogram, [NaN, NaN, NaN, 0]);
  });

  it('refuses a fast window that is not shorter than the slow one', () => {
    assert.equal(macd.check?.({ of: 'close', fast: 26, slow: 12, signal: 9 })[0]?.key, 'fast');
  });
});
