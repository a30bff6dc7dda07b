import { isoOf } from '../core/calendar.ts';
import { defineSplit } from '../core/contracts/split.ts';
import { block, time } from '../core/params.ts';
import { refuse } from '../core/problem.ts';

const window = { from: time('First bar (included).'), to: time('End (excluded).') };

/** One fold with stated windows, half-open, UTC. They must lie inside the data, in order and apart. */
export default defineSplit({
  type: 'ranges',
  version: 1,
  summary: 'Train, calibrate and test windows written out as dates.',
  params: {
    train: block('Train window.', window),
    calibrate: block('Calibrate window.', window, { optional: true }),
    test: block('Test window.', window),
  },
  check({ train, calibrate, test }) {
    const windows = [
      ['train', train] as const,
      ...(calibrate === undefined ? [] : [['calibrate', calibrate] as const]),
      ['test', test] as const,
    ];
    return windows.flatMap(([key, { from, to }], i) => {
      if (to <= from) return [{ key, message: 'window is empty', expected: 'from before to' }];
      const [before, earlier] = windows[i - 1] ?? [];
      if (earlier !== undefined && earlier.to > from)
        return [{ key, message: `overlaps the ${before} window`, expected: `from >= ${isoOf(earlier.to)}` }];
      return [];
    });
  },
  folds({ train, calibrate, test }, range) {
    if (train.from < range.from || test.to > range.to) {
      throw refuse('RUN_SPLIT', 'split', 'a window lies outside the data', {
        expected: `windows inside ${isoOf(range.from)} .. ${isoOf(range.to)}`,
        found: `${isoOf(train.from)} .. ${isoOf(test.to)}`,
      });
    }
    return { folds: [{ train, calibrate: calibrate ?? { from: test.from, to: test.from }, test }] };
  },
});
