import assert from 'node:assert/strict';
import sign from '../../src/labels/sign.ts';
import { honoursLabelContract } from '../contracts/label.ts';
import { flat, labelOf } from './_bars.ts';

describe('sign', () => {
  honoursLabelContract(sign, { horizon: 4 });

  it('is 1 where the price is higher, 0 where it is lower or the same', () => {
    const { value } = labelOf(sign, { horizon: 1 }, flat(10, 11, 11, 9, 9.5));
    assert.deepEqual([...value], [1, 0, 0, 1, NaN]);
  });

  it('is NaN, not 0, where a price is unknown', () => {
    assert.deepEqual([...labelOf(sign, { horizon: 1 }, flat(10, NaN, 12, 13)).value], [NaN, NaN, 1, NaN]);
  });
});
