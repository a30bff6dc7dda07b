import assert from 'node:assert/strict';
import fc from 'fast-check';
import switchSignal from '../../src/signals/switch.ts';
import { runSignal } from './_run.ts';

const values = { by: 'regime', cases: { 1: 'trend', 3: 'reversal' } };
const trend = [
  [1, 1, 1, 1],
  [5, 5, 5, 5],
  [2, 2, 2, 2],
  [2.5, 2.5, 2.5, 2.5],
];
const reversal = [
  [-1, -1, -1, -1],
  [NaN, NaN, NaN, NaN],
  [NaN, NaN, NaN, NaN],
  [1, 1, 1, 1],
];

describe('switch', () => {
  it('is the signal of the category; 0 for one without a case', () => {
    assert.deepEqual(runSignal(switchSignal, values, [[1, 2, 3, NaN], ...trend, ...reversal]), {
      direction: [1, 0, -1, 0],
      edge: [5, NaN, NaN, NaN],
      sigma: [2, NaN, NaN, NaN],
      strength: [2.5, 0, 1, 0],
    });
  });

  it('reads nothing but its own bar: the same in any chunks', () => {
    const category = fc.array(fc.constantFrom(1, 2, 3, NaN), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(category, fc.integer({ min: 1, max: 3 }), (by, cut) => {
        const inputs = [by, ...trend, ...reversal];
        assert.deepEqual(
          runSignal(switchSignal, values, inputs, { chunks: [cut] }),
          runSignal(switchSignal, values, inputs),
        );
      }),
    );
  });

  it('gives what all of its signals give', () => {
    const given = (name: string) => (name === 'trend' ? (['edge', 'sigma'] as const) : (['edge'] as const));
    assert.deepEqual(switchSignal.gives?.(values, given), ['edge']);
  });

  it('refuses a case that is no category', () => {
    assert.equal(switchSignal.check?.({ by: 'r', cases: { calm: 'trend' } })[0].key, 'cases.calm');
  });
});
