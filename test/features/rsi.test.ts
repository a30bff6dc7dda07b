import assert from 'node:assert/strict';
import rsi from '../../src/features/rsi.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('rsi', () => {
  honoursFeatureContract(rsi, { of: 'close', window: 5 });

  it('weighs rises against falls', () => {
    // changes +2 -1: gain 1, loss 0.5; then +3: gain (1 + 3) / 2, loss 0.25
    near(run(rsi, { of: 'x', window: 2 }, [10, 12, 11, 14])[0], [NaN, NaN, 100 / 1.5, 200 / 2.25]);
  });

  it('is 100 in a rise, 0 in a fall and 50 where nothing moved', () => {
    assert.equal(run(rsi, { of: 'x', window: 2 }, [1, 2, 3])[0][2], 100);
    assert.equal(run(rsi, { of: 'x', window: 2 }, [3, 2, 1])[0][2], 0);
    assert.equal(run(rsi, { of: 'x', window: 2 }, [3, 3, 3])[0][2], 50);
  });
});
