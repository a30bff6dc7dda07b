import assert from 'node:assert/strict';
import forwardReturn from '../../src/labels/forward-return.ts';
import { honoursLabelContract } from '../contracts/label.ts';
import { flat, labelOf } from './_bars.ts';

describe('forward_return', () => {
  honoursLabelContract(forwardReturn, { horizon: 3, from: 'close' });
  honoursLabelContract(forwardReturn, { horizon: 1, from: 'next_open' });
  honoursLabelContract(forwardReturn, { horizon: 50, from: 'close' });

  it('is the close-to-close return in bps', () => {
    const { value } = labelOf(forwardReturn, { horizon: 2, from: 'close' }, flat(100, 50, 101, 75, 80));
    assert.deepEqual([...value].map(Math.round), [100, 5000, -2079, NaN, NaN]);
  });

  it('starts at the next open on request, and its span with it', () => {
    const bars = [
      [1, 1, 1, 1],
      [200, 210, 190, 204],
      [100, 130, 100, 120],
    ] as const;
    const { value, first, last } = labelOf(forwardReturn, { horizon: 1, from: 'next_open' }, bars);
    assert.deepEqual([...value].map(Math.round), [200, 2000, NaN]);
    assert.deepEqual([...first], [1, 2, 3]);
    assert.deepEqual([...last], [1, 2, 3]);
  });

  it('is NaN where one of its two prices is unknown, and only there', () => {
    const { value } = labelOf(forwardReturn, { horizon: 2, from: 'close' }, flat(1, 1, NaN, 1, 1, 1));
    assert.deepEqual([...value], [NaN, 0, NaN, 0, NaN, NaN]);
  });
});
