import assert from 'node:assert/strict';
import crossNeutralize from '../../src/features/cross-neutralize.ts';
import { across, honoursCrossContract } from '../contracts/cross.ts';

const values = { of: 'x', against: 'z', min_symbols: 2 };

describe('cross_neutralize', () => {
  honoursCrossContract(crossNeutralize, values);

  it('leaves what the line does not explain', () => {
    // x = 1 + 2 z exactly, then one symbol 3 above: residuals of the line through (1, 3) (2, 5) (3, 10)
    const line = across(crossNeutralize, values, [3, 5, 7], [1, 2, 3]);
    line.forEach((r) => assert.ok(Math.abs(r) < 1e-12));
    const left = across(crossNeutralize, values, [3, 5, 10], [1, 2, 3]);
    [0.5, -1, 0.5].forEach((r, i) => assert.ok(Math.abs(left[i] - r) < 1e-12));
  });

  it('only takes the mean away where the second column is flat', () => {
    assert.deepEqual(across(crossNeutralize, values, [1, 2, 6], [0.1, 0.1, 0.1]), [-2, -1, 3]);
  });
});
