import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FoldTimes, TimeRange } from '../../src/core/artifacts.ts';
import { defineSplit } from '../../src/core/contracts/split.ts';
import { failuresOf } from './_failures.ts';
import { DAY, honoursSplitContract } from './split.ts';

/** Folds of three days' train and one day's test, changed by `alter`. */
function failures(alter: (fold: FoldTimes, range: TimeRange) => FoldTimes, keepsPartial = false): string[] {
  const split = defineSplit({
    type: 'mutant',
    version: 1,
    summary: 'For this test.',
    params: {},
    folds(_, range) {
      const folds: FoldTimes[] = [];
      let from = range.from + 3 * DAY;
      for (; folds.length === 0 || from + DAY <= range.to; from += DAY) {
        const test = { from, to: from + DAY };
        const plain = { train: { from: from - 3 * DAY, to: from }, calibrate: { from, to: from }, test };
        folds.push(alter(plain, range));
      }
      return { folds, ...(from < range.to && !keepsPartial && { dropped: { from, to: range.to } }) };
    },
  });
  // ranges too short for a fold are none of this test's business
  const values = (): fc.Arbitrary<object> => fc.constant({});
  const checked = { ...split, folds: split.folds.bind(split), check: () => [] };
  return failuresOf(() => honoursSplitContract(checked, { values, rolling: true })).filter(
    (title) => title !== 'stays inside the data',
  );
}

describe('the split contract', () => {
  it('catches a train window that runs into its test window', () => {
    const failed = failures(({ train, test, ...rest }) => ({ ...rest, test, train: { ...train, to: test.from + 1 } }));
    assert.ok(failed.includes('puts train, calibrate and test of a fold in order and apart'));
  });

  it('catches test windows that overlap', () => {
    const failed = failures(({ test, ...rest }) => ({ ...rest, test: { ...test, to: test.to + DAY } }));
    assert.ok(failed.includes('predicts each bar at most once, without a hole between test windows'));
  });

  it('catches folds that depend on where the data end', () => {
    const failed = failures(({ train, ...rest }, range) => ({
      ...rest,
      train: { ...train, from: train.from - (range.to % 7) },
    }));
    assert.ok(failed.includes('cuts folds that do not depend on the data after them'));
  });

  it('catches a partial last window that goes unsaid', () => {
    assert.ok(failures((fold) => fold, true).includes('says which bars of the end are in no fold'));
  });
});
