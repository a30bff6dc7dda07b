import { addPeriods, isoOf } from '../core/calendar.ts';
import { defineSplit } from '../core/contracts/split.ts';
import { fraction, period } from '../core/params.ts';
import { refuse } from '../core/problem.ts';

/** One fold: the first `train` share of the range, then `calibrate`, the rest is the test window. Cuts fall on whole bars. */
export default defineSplit({
  type: 'chronological',
  version: 1,
  summary: 'One cut in time: the first share trains, the rest tests.',
  params: {
    train: fraction('Share of the range that trains.', { above: 0, below: 1, default: 0.8 }),
    calibrate: fraction('Share of the range that calibrates.', { min: 0, below: 1, default: 0 }),
    embargo: period('Left out before calibrate and before test, besides the purge.', { default: 0 }),
  },
  check: ({ train, calibrate }) =>
    train + calibrate < 1
      ? []
      : [{ key: 'calibrate', message: 'train and calibrate leave nothing to test', expected: 'a sum below 1' }],
  folds({ train, calibrate, embargo }, range, interval_ms) {
    const bars = Math.floor((range.to - range.from) / interval_ms);
    // 0.7 + 0.1 of 1,000 bars is 799.9999…: a sum of shares may fall just below the bar that it names
    const at = (share: number): number => range.from + Math.floor(bars * share + 1e-6) * interval_ms;
    const trainTo = at(train);
    const calibrateFrom = calibrate > 0 ? addPeriods(trainTo, embargo, 1, interval_ms) : trainTo;
    const calibrateTo = calibrate > 0 ? at(train + calibrate) : trainTo;
    const test = { from: addPeriods(calibrateTo, embargo, 1, interval_ms), to: range.to };
    const calibrateEmpty = calibrate > 0 && calibrateFrom >= calibrateTo;
    if (test.from >= test.to || trainTo <= range.from || calibrateEmpty) {
      throw refuse('RUN_SPLIT', 'split', 'a window of the split is empty', {
        found: `${bars} bars from ${isoOf(range.from)} to ${isoOf(range.to)}`,
      });
    }
    return {
      folds: [{ train: { from: range.from, to: trainTo }, calibrate: { from: calibrateFrom, to: calibrateTo }, test }],
    };
  },
});
