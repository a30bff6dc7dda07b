import type { FoldTimes } from '../core/artifacts.ts';
import { addPeriods, alignUp, isEmpty, isoOf } from '../core/calendar.ts';
import { defineSplit } from '../core/contracts/split.ts';
import type { Period } from '../core/params.ts';
import { choice, clock, flag, period } from '../core/params.ts';
import { refuse } from '../core/problem.ts';

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/**
 * Refit every `test`, train on the `train` before the calibrate window that precedes each test window.
 *
 *   |—— train ——|embargo|— calibrate —|embargo|— test —|            fold 0
 *          |—— train ——|embargo|— calibrate —|embargo|— test —|     fold 1, one `test` later
 *
 * Each bar is predicted once. Rows whose label reaches into a later window of the fold are purged by the runner. With
 * `expanding`, each train window starts where the first one does. `day` and `at` align test starts (UTC). A last test
 * window that the data do not fill is dropped and reported.
 */
export default defineSplit({
  type: 'walk_forward',
  version: 1,
  summary: 'Train, calibrate and test windows that move forward by one test window.',
  params: {
    train: period('Length of the train window.'),
    calibrate: period('Length of the calibrate window; 0 for none.', { default: 0 }),
    test: period('Length of the test window, which is also the refit cadence.'),
    expanding: flag('Train windows keep the first start and grow.', { default: false }),
    embargo: period('Left out before calibrate and before test, besides the purge.', { default: 0 }),
    day: choice('Weekday on which test windows start.', WEEKDAYS, { optional: true }),
    at: clock('Time of day (UTC) at which test windows start.', { optional: true }),
  },
  check: ({ train, test }) => [
    ...(isEmpty(train) ? [{ key: 'train', message: 'must be longer than 0' }] : []),
    ...(isEmpty(test) ? [{ key: 'test', message: 'must be longer than 0' }] : []),
  ],
  folds(values, range, interval_ms) {
    const { train, calibrate, test, expanding, embargo, day, at } = values;
    const ahead = (time: number, length: Period, times = 1): number => addPeriods(time, length, times, interval_ms);
    const gaps = isEmpty(calibrate) ? 1 : 2;
    const earliest = ahead(ahead(ahead(range.from, train), calibrate), embargo, gaps);
    const aligned = day !== undefined || at !== undefined;
    const start = aligned ? alignUp(earliest, day === undefined ? undefined : WEEKDAYS.indexOf(day), at ?? 0) : earliest;
    const folds: FoldTimes[] = [];
    let index = 0;
    for (; ahead(start, test, index + 1) <= range.to; index++) {
      const from = ahead(start, test, index);
      const calibrateTo = ahead(from, embargo, -1);
      const calibrateFrom = ahead(calibrateTo, calibrate, -1);
      const trainTo = isEmpty(calibrate) ? calibrateTo : ahead(calibrateFrom, embargo, -1);
      const firstTrain = folds[0]?.train.from;
      folds.push({
        train: { from: expanding && firstTrain !== undefined ? firstTrain : Math.max(range.from, ahead(trainTo, train, -1)), to: trainTo },
        calibrate: { from: calibrateFrom, to: calibrateTo },
        test: { from, to: ahead(start, test, index + 1) },
      });
    }
    if (folds.length === 0) {
      const need = ahead(start, test);
      throw refuse('RUN_SPLIT', 'split', 'the data are too short for one fold', {
        expected: `data from ${isoOf(range.from)} to ${isoOf(need)} or later`,
        found: `data to ${isoOf(range.to)}`,
        hint: 'shorten split.train, split.calibrate or split.test, or widen data.range',
      });
    }
    const end = ahead(start, test, index);
    return { folds, ...(end < range.to && { dropped: { from: end, to: range.to } }) };
  },
});
