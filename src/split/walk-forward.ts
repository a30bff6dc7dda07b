import type { FoldTimes } from '../core/artifacts.ts';
import { addPeriods, alignUp, isEmpty, isoOf } from '../core/calendar.ts';
import type { Objection } from '../core/contracts/component.ts';
import { defineSplit } from '../core/contracts/split.ts';
import type { Period } from '../core/params.ts';
import { choice, clock, flag, number, period } from '../core/params.ts';
import { refuse } from '../core/problem.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/**
 * Refit every `test`, train on the `train` before the calibrate window that precedes each test window.
 *
 *   |—— train ——|embargo|— calibrate —|embargo|— test —|            fold 0
 *          |—— train ——|embargo|— calibrate —|embargo|— test —|     fold 1, one `test` later
 *
 * Each bar is predicted once. Rows whose label reaches into a later window of the fold are purged by the runner. With
 * `expanding`, each train window starts where the first one does. `day` and `at` align test starts (UTC); `test` must then
 * be whole weeks, or days or months. With `refit: on_drift` a fold keeps the model before it unless a column that the model
 * reads has moved: only rows before the fold's calibrate window are looked at; calibrators are fitted anew. A last test window that the data do not fill is dropped and reported.
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
    refit: choice(
      'Each fold fits its models (so without this key), or keeps the model in use until a column it reads has drifted past `max_psi`.',
      ['always', 'on_drift'],
      { optional: true },
    ),
    max_psi: number(
      'Population stability index that no column of a model may pass: rows that the model in use was fitted on, against the newest `test` before the fold.',
      { min: 0, optional: true },
    ),
    day: choice('Weekday on which test windows start.', WEEKDAYS, { optional: true }),
    at: clock('Time of day (UTC) at which test windows start.', { optional: true }),
  },
  check: ({ train, test, refit, max_psi, day, at }) => [
    ...limitProblems(refit, max_psi),
    ...(isEmpty(train) ? [{ key: 'train', message: 'must be longer than 0' }] : []),
    ...(isEmpty(test) ? [{ key: 'test', message: 'must be longer than 0' }] : []),
    ...(day !== undefined && !isWhole(test, WEEK_MS)
      ? [{ key: 'test', message: `later windows would not start on a ${day}`, expected: 'whole weeks' }]
      : at !== undefined && !('months' in test) && !isWhole(test, DAY_MS)
        ? [
            {
              key: 'test',
              message: 'later windows would not start at the time of day',
              expected: 'whole days or months',
            },
          ]
        : []),
  ],
  folds(values, range, interval_ms) {
    const { train, calibrate, test, expanding, embargo, day, at } = values;
    const ahead = (time: number, length: Period, times = 1): number => addPeriods(time, length, times, interval_ms);
    const calibrates = !isEmpty(calibrate);
    // the earliest ends of the windows: months are not all alike, so that going back may reach further than going ahead
    const trainEnd = ahead(range.from, train);
    const calibrateStart = calibrates ? ahead(trainEnd, embargo) : trainEnd;
    const calibrateEnd = ahead(calibrateStart, calibrate);
    const earliest = ahead(calibrateEnd, embargo);
    const aligned = day !== undefined || at !== undefined;
    const start = aligned
      ? alignUp(earliest, day === undefined ? undefined : WEEKDAYS.indexOf(day), at ?? 0)
      : earliest;
    // nor is the same day of the month before: 23:00 of the 29th and 00:00 of the 30th of March both go back to 29 February
    const foldAt = (from: number, to: number, before?: FoldTimes): FoldTimes => {
      const calibrateTo = Math.max(calibrateEnd, ahead(from, embargo, -1));
      const calibrateFrom = Math.max(
        calibrateStart,
        before?.calibrate.from ?? calibrateStart,
        ahead(calibrateTo, calibrate, -1),
      );
      const trainTo = calibrates ? Math.max(trainEnd, ahead(calibrateFrom, embargo, -1)) : calibrateTo;
      return {
        train: { from: Math.max(before?.train.from ?? range.from, ahead(trainTo, train, -1)), to: trainTo },
        calibrate: { from: calibrateFrom, to: calibrateTo },
        test: { from, to },
      };
    };
    const folds: FoldTimes[] = [];
    let end = start;
    for (let next = ahead(start, test); next <= range.to; next = ahead(start, test, folds.length + 1)) {
      const fold = foldAt(end, next, folds.at(-1));
      const trainFrom = expanding ? folds[0]?.train.from : undefined;
      folds.push(trainFrom === undefined ? fold : { ...fold, train: { ...fold.train, from: trainFrom } });
      end = next;
    }
    if (folds.length === 0) {
      throw refuse('RUN_SPLIT', 'split', 'the data are too short for one fold', {
        expected: `data from ${isoOf(range.from)} to ${isoOf(ahead(start, test))} or later`,
        found: `data to ${isoOf(range.to)}`,
        hint: 'shorten split.train, split.calibrate or split.test, widen data.range, or cut once: --set split.type=chronological --set split.train=80%',
      });
    }
    return { folds, ...(end < range.to && { dropped: { from: end, to: range.to } }) };
  },
});

function limitProblems(refit: string | undefined, max_psi: number | undefined): readonly Objection[] {
  if (refit === 'on_drift' && max_psi === undefined)
    return [
      { key: 'refit', message: 'needs a limit that is stated', expected: 'max_psi beside it, 0.25 for instance' },
    ];
  if (refit !== 'on_drift' && max_psi !== undefined)
    return [{ key: 'max_psi', message: 'is read with `refit: on_drift` only' }];
  return [];
}

/** Whether a period is a whole number of `unit_ms`; bars are not (the spec turns them into ms). */
function isWhole(period: Period, unit_ms: number): boolean {
  return 'ms' in period && period.ms % unit_ms === 0;
}
