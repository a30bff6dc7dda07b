import assert from 'node:assert/strict';
import rollingHurst from '../../src/features/rolling-hurst.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rolling_hurst', () => {
  honoursFeatureContract(rollingHurst, { of: 'close', window: 20 });

  it('is near 0.5 for a random walk and 0 for pure reversal', () => {
    let seed = 12_345;
    let level = 0;
    const walk = Array.from({ length: 20_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return (level += seed / 2_147_483_647 - 0.5);
    });
    const h = run(rollingHurst, { of: 'x', window: 2000 }, walk)[0].slice(1999);
    near([h.reduce((total, v) => total + v, 0) / h.length], [0.5], 0.06);
    const noise = walk.slice(1).map((v, i) => v - walk[i]);
    assert.ok(run(rollingHurst, { of: 'x', window: 2000 }, noise)[0][10_000] < 0.1);
  });

  it('is 0.5 in a flat window', () => {
    near(run(rollingHurst, { of: 'x', window: 16 }, Array<number>(16).fill(3))[0].slice(15), [0.5]);
  });
});
