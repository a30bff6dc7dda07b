import assert from 'node:assert/strict';
import trendRegime from '../../src/features/trend-regime.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { run } from './_run.ts';

describe('trend_regime', () => {
  honoursFeatureContract(trendRegime, { of: 'close', fast: 3, slow: 6, band: 0.001 });

  it('follows the sign of the gap', () => {
    const regime = (rows: number[]): number => run(trendRegime, { of: 'x', fast: 2, slow: 3, band: 0.1 }, rows)[0][2];
    assert.deepEqual([regime([1, 2, 6]), regime([6, 2, 1]), regime([5, 5, 5.1])], [3, 1, 2]);
  });
});
