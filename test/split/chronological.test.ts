import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FoldTimes } from '../../src/core/artifacts.ts';
import { Refusal } from '../../src/core/problem.ts';
import chronological from '../../src/split/chronological.ts';
import { HOUR, honoursSplitContract } from '../contracts/split.ts';

const none = { ms: 0 };
const cut = (train: number, calibrate: number, bars: number, embargo = 0): FoldTimes =>
  chronological.folds({ train, calibrate, embargo: { bars: embargo } }, { from: 0, to: bars * HOUR }, HOUR).folds[0];
const inBars = ({ train, calibrate, test }: FoldTimes): number[] =>
  [train.from, train.to, calibrate.from, calibrate.to, test.from, test.to].map((time) => time / HOUR);

describe('chronological', () => {
  honoursSplitContract(chronological, {
    rolling: false,
    values: () =>
      fc.record({
        train: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        calibrate: fc.constantFrom(0, 0.1, 0.2),
        embargo: fc.integer({ min: 0, max: 48 }).map((bars) => ({ bars })),
      }),
  });

  it('cuts 80 to 20 at a whole bar', () => {
    assert.deepEqual(inBars(cut(0.8, 0, 101)), [0, 80, 80, 80, 80, 101]);
  });

  it('leaves the embargo out before calibrate and before test', () => {
    assert.deepEqual(inBars(cut(0.5, 0.25, 100, 3)), [0, 50, 53, 75, 78, 100]);
  });

  it('is not a bar short where shares do not add up in binary', () => {
    // 0.7 + 0.1 = 0.7999999999999999, 0.29 x 100 = 28.999999999999996
    assert.deepEqual(inBars(cut(0.7, 0.1, 1000)), [0, 700, 700, 800, 800, 1000]);
    assert.equal(inBars(cut(0.29, 0, 100))[1], 29);
  });

  it('covers every bar but the embargo', () => {
    const share = fc.integer({ min: 1, max: 99 });
    fc.assert(
      fc.property(share, fc.integer({ min: 100, max: 5000 }), (percent, bars) => {
        const [from, trainTo, , , testFrom, to] = inBars(cut(percent / 100, 0, bars));
        assert.deepEqual([from, testFrom, to], [0, trainTo, bars]);
        assert.equal(trainTo, Math.floor((percent * bars) / 100));
      }),
    );
  });

  it('refuses an embargo that eats the calibrate window', () => {
    assert.throws(
      () => cut(0.5, 0.1, 100, 10),
      (error) => error instanceof Refusal && error.problems[0].code === 'RUN_SPLIT',
    );
  });

  it('refuses a range too short for its windows', () => {
    assert.throws(() => cut(0.1, 0, 5), Refusal);
    assert.throws(() => cut(0.8, 0, 10, 2), Refusal);
  });

  it('objects to shares that leave nothing to test', () => {
    const keys = chronological.check?.({ train: 0.9, calibrate: 0.1, embargo: none }).map(({ key }) => key);
    assert.deepEqual(keys, ['calibrate']);
    assert.deepEqual(chronological.check?.({ train: 0.8, calibrate: 0.1, embargo: none }), []);
  });
});
