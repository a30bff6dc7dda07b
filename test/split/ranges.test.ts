import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Refusal } from '../../src/core/problem.ts';
import ranges from '../../src/split/ranges.ts';
import { HOUR, honoursSplitContract } from '../contracts/split.ts';
import { range } from './_dates.ts';

const windows = {
  train: range('2024-01-01', '2024-02-01'),
  calibrate: range('2024-02-01', '2024-02-10'),
  test: range('2024-02-15', '2024-03-01'),
};
const objections = (over: Partial<typeof windows>): string[] =>
  (ranges.check?.({ ...windows, ...over }) ?? []).map(({ key, message }) => `${key}: ${message}`);

describe('ranges', () => {
  honoursSplitContract(ranges, {
    rolling: false,
    values: ({ from, to }) =>
      fc
        .uniqueArray(fc.noBias(fc.integer({ min: from / HOUR, max: to / HOUR + 5 })), { minLength: 6, maxLength: 6 })
        .map((hours) => hours.sort((a, b) => a - b).map((hour) => hour * HOUR))
        .map(([a, b, c, d, e, f]) => ({
          train: { from: a, to: b },
          calibrate: { from: c, to: d },
          test: { from: e, to: f },
        })),
  });

  it('takes the windows as they are written', () => {
    const { folds, dropped } = ranges.folds(windows, range('2024-01-01', '2024-06-01'), HOUR);
    assert.deepEqual([folds, dropped], [[windows], undefined]);
  });

  it('has an empty calibrate window where none is written', () => {
    const { folds } = ranges.folds({ ...windows, calibrate: undefined }, range('2024-01-01', '2024-03-01'), HOUR);
    assert.deepEqual(folds[0].calibrate, { from: windows.test.from, to: windows.test.from });
  });

  it('objects to windows that overlap or are out of order', () => {
    assert.deepEqual(objections({}), []);
    assert.deepEqual(objections({ train: range('2024-01-01', '2024-02-02') }), [
      'calibrate: overlaps the train window',
    ]);
    assert.deepEqual(objections({ test: range('2024-01-10', '2024-01-20') }), ['test: overlaps the calibrate window']);
  });

  it('objects to a window that ends before it begins', () => {
    assert.deepEqual(objections({ train: range('2024-01-02', '2024-01-01') }), ['train: window is empty']);
  });

  it('refuses windows outside the data', () => {
    const outside = (from: string, to: string) => () => ranges.folds(windows, range(from, to), HOUR);
    assert.throws(outside('2024-01-02', '2024-06-01'), Refusal);
    assert.throws(outside('2024-01-01', '2024-02-29'), Refusal);
  });
});
