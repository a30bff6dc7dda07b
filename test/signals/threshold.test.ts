import assert from 'node:assert/strict';
import threshold from '../../src/signals/threshold.ts';
import { honoursSignalContract, runSignal } from './_run.ts';

const on = (values: object, x: number[]): number[] => runSignal(threshold, { of: 'x', ...values }, [x]).direction;

describe('threshold', () => {
  describe('without exit', () => honoursSignalContract(threshold, { of: 'x', long_below: -2, short_above: 2 }, 1));
  describe('with exit', () =>
    honoursSignalContract(threshold, { of: 'x', long_below: -2, short_above: 2, exit: 0 }, 1));

  it('is long below one level, short above another, strictly, and 0 between', () => {
    assert.deepEqual(on({ long_below: 30, short_above: 70 }, [29, 30, 50, 70, 71, NaN]), [1, 0, 0, 0, -1, 0]);
  });

  it('is long above and short below where the levels say so', () => {
    assert.deepEqual(on({ long_above: 0.55, short_below: 0.45 }, [0.6, 0.5, 0.4]), [1, 0, -1]);
  });

  it('holds a direction until the column reaches the exit', () => {
    assert.deepEqual(
      on({ long_below: -2, short_above: 2, exit: 0 }, [-3, -1, 0, -1, 3, 1, 0.5, -0.1]),
      [1, 1, 0, 0, -1, -1, -1, 0],
    );
  });

  it('turns at once where the other direction begins', () => {
    assert.deepEqual(on({ long_below: -2, short_above: 2, exit: 0 }, [-3, 3, -3]), [1, -1, 1]);
  });

  it('holds nothing over an unknown value', () => {
    assert.deepEqual(on({ long_below: -2, exit: 0 }, [-3, NaN, -1]), [1, 0, 0]);
  });

  it('objects to no level at all, and to levels at which it would be long and short at once', () => {
    const objections = (values: object) => threshold.check?.({ of: 'x', ...values } as never).map(({ key }) => key);
    assert.deepEqual(objections({}), ['long_above']);
    assert.deepEqual(objections({ long_above: 1, short_above: 2 }), ['short_above']);
    assert.deepEqual(objections({ long_above: 1, short_below: 2 }), ['short_below']);
    assert.deepEqual(objections({ long_below: 3, short_above: 2 }), ['short_above']);
    assert.deepEqual(objections({ long_below: 2, short_above: 2, exit: 2 }), []);
  });
});
