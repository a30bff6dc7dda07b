import assert from 'node:assert/strict';
import tripleBarrier from '../../src/labels/triple-barrier.ts';
import { honoursLabelContract } from '../contracts/label.ts';
import { flat, labelOf } from './_bars.ts';

const values = { take_profit: 0.04, stop_loss: 0.02, horizon: 3 };
type Bar = [number, number, number, number];
const first = (...bars: Bar[]): number => Math.round(labelOf(tripleBarrier, values, bars).value[0] * 1000) / 1000;

describe('triple_barrier', () => {
  honoursLabelContract(tripleBarrier, values);

  it('earns the target where it comes first, however far the bar goes', () => {
    assert.equal(first(...flat(100, 101, 110, 90)), 400);
  });

  it('loses the stop where it comes first', () => {
    assert.equal(first(...flat(100), [100, 100, 97, 99], ...flat(110, 110)), -200);
  });

  it('loses the stop where one bar reaches both', () => {
    assert.equal(first(...flat(100), [100, 105, 97, 105], ...flat(105, 105)), -200);
  });

  it('leaves at the open of a bar that opens below the stop', () => {
    assert.equal(first(...flat(100), [95, 96, 94, 96], ...flat(96, 96)), -500);
  });

  it('leaves at the close of the last bar where neither is reached', () => {
    assert.equal(first(...flat(100, 101, 99, 103)), 300);
  });

  it('is NaN where a price is unknown before the exit, and not where it is after', () => {
    assert.equal(first(...flat(100, NaN, 104, 104)), NaN);
    assert.equal(first(...flat(100, 104, NaN, 104)), 400);
  });
});
