import assert from 'node:assert/strict';
import vwapZscore from '../../src/features/vwap-zscore.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('vwap_zscore', () => {
  honoursFeatureContract(vwapZscore, { window: 6 });

  it('measures from the volume-weighted price', () => {
    // vwap = (10 x 3 + 20 x 1) / 4 = 12.5, sd(10, 20) = sqrt(50)
    near(run(vwapZscore, { window: 2 }, [10, 20], [10, 20], [10, 20], [3, 1])[0], [NaN, 7.5 / Math.sqrt(50)]);
  });

  it('is 0 for a flat close and uses the mean close without volume', () => {
    assert.equal(run(vwapZscore, { window: 2 }, [11, 11], [9, 9], [10, 10], [3, 1])[0][1], 0);
    near(run(vwapZscore, { window: 2 }, [10, 20], [10, 20], [10, 20], [0, 0])[0], [NaN, 5 / Math.sqrt(50)]);
  });
});
