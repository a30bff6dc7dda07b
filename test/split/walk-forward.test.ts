import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Folds } from '../../src/core/contracts/split.ts';
import type { Period, Values } from '../../src/core/params.ts';
import { Refusal } from '../../src/core/problem.ts';
import walkForward from '../../src/split/walk-forward.ts';
import { DAY, HOUR, honoursSplitContract } from '../contracts/split.ts';
import { at, range, text } from './_dates.ts';

type WalkForward = Values<typeof walkForward.params>;
const days = (n: number): Period => ({ ms: n * DAY });
const months = (n: number): Period => ({ months: n });
const none: Period = { ms: 0 };
const base: WalkForward = {
  ...{ train: days(10), calibrate: none, test: days(5), expanding: false, embargo: none },
  ...{ refit: undefined, max_psi: undefined, day: undefined, at: undefined },
};
const foldsOf = (over: Partial<WalkForward>, from: string, to: string, interval = HOUR): Folds =>
  walkForward.folds({ ...base, ...over }, range(from, to), interval);

const length = fc.oneof(
  fc.integer({ min: 1, max: 20 }).map(days),
  fc.integer({ min: 1, max: 2 }).map(months),
  fc.integer({ min: 1, max: 400 }).map((bars): Period => ({ bars })),
);
const gap = fc.oneof(fc.constant(none), length);

describe('walk_forward', () => {
  honoursSplitContract(walkForward, {
    rolling: true,
    values: () =>
      fc.record({
        train: length,
        calibrate: gap,
        test: fc.oneof(length, fc.constant(days(7))),
        expanding: fc.boolean(),
        embargo: fc.oneof(
          fc.constant(none),
          fc.integer({ min: 1, max: 72 }).map((bars) => ({ bars })),
        ),
        refit: fc.constant(undefined),
        max_psi: fc.constant(undefined),
        day: fc.constantFrom(undefined, undefined, 'sunday' as const, 'thursday' as const),
        at: fc.constantFrom(undefined, 0, 6 * HOUR),
      }),
  });

  it('moves forward by one test window', () => {
    const { folds, dropped } = foldsOf({}, '2024-01-01', '2024-01-23');
    assert.deepEqual(
      folds.map(({ train, test }) => [text(train), text(test)]),
      [
        ['2024-01-01 .. 2024-01-11', '2024-01-11 .. 2024-01-16'],
        ['2024-01-06 .. 2024-01-16', '2024-01-16 .. 2024-01-21'],
      ],
    );
    assert.equal(text(dropped as { from: number; to: number }), '2024-01-21 .. 2024-01-23');
  });

  it('keeps the calibrate window and both embargoes between train and test', () => {
    const { folds } = foldsOf({ calibrate: days(3), embargo: days(1) }, '2024-01-01', '2024-01-26');
    assert.deepEqual(
      folds.map(({ train, calibrate, test }) => [text(train), text(calibrate), text(test)]),
      [
        ['2024-01-01 .. 2024-01-11', '2024-01-12 .. 2024-01-15', '2024-01-16 .. 2024-01-21'],
        ['2024-01-06 .. 2024-01-16', '2024-01-17 .. 2024-01-20', '2024-01-21 .. 2024-01-26'],
      ],
    );
  });

  it('has an empty calibrate window, and one embargo, where none is asked for', () => {
    const [{ train, calibrate, test }] = foldsOf({ embargo: { bars: 6 } }, '2024-01-01', '2024-01-23').folds;
    assert.equal(calibrate.from, calibrate.to);
    assert.equal(train.to, calibrate.from);
    assert.equal(test.from - train.to, 6 * HOUR);
  });

  it('keeps the first train start and grows when expanding', () => {
    const { folds } = foldsOf({ expanding: true }, '2024-01-01', '2024-02-01');
    assert.ok(folds.length > 2 && folds.every(({ train }) => train.from === at('2024-01-01')));
    assert.deepEqual(
      folds.map(({ train, test }) => test.from - train.to),
      folds.map(() => 0),
    );
  });

  it('takes calendar months for mo, leap February included', () => {
    const { folds } = foldsOf({ train: months(2), test: months(1) }, '2023-12-01', '2024-06-01');
    assert.deepEqual(
      folds.map(({ train, test }) => [text(train), text(test)]),
      [
        ['2023-12-01 .. 2024-02-01', '2024-02-01 .. 2024-03-01'],
        ['2024-01-01 .. 2024-03-01', '2024-03-01 .. 2024-04-01'],
        ['2024-02-01 .. 2024-04-01', '2024-04-01 .. 2024-05-01'],
        ['2024-03-01 .. 2024-05-01', '2024-05-01 .. 2024-06-01'],
      ],
    );
  });

  it('comes back to the last day of the month after a short one', () => {
    const { folds } = foldsOf({ train: days(1), test: months(1) }, '2024-01-30', '2024-05-31');
    assert.deepEqual(
      folds.map(({ test }) => text(test)),
      ['2024-01-31 .. 2024-02-29', '2024-02-29 .. 2024-03-31', '2024-03-31 .. 2024-04-30', '2024-04-30 .. 2024-05-31'],
    );
  });

  it('never starts a train window before the one of the fold before, where two days share a day of the month before', () => {
    // 29 March 23:00 and 30 March 00:00 both lie a month after 29 February, the earlier of them later in the day
    const bar = { bars: 1 };
    const { folds } = foldsOf({ train: months(1), test: bar, embargo: bar }, '2024-01-01T18:00Z', '2024-07-19T14:00Z');
    folds.slice(1).forEach(({ train }, i) => assert.ok(train.from >= folds[i].train.from));
  });

  it('never goes back further than it came: short months leave the train window its length', () => {
    // 30 January + 1 day + 1 month = 28 February; a month before that is 28 January, before the data
    const [{ train, calibrate, test }] = foldsOf(
      { train: days(1), calibrate: months(1) },
      '2023-01-30',
      '2023-04-01',
    ).folds;
    assert.deepEqual([train, calibrate, test].map(text), [
      '2023-01-30 .. 2023-01-31',
      '2023-01-31 .. 2023-02-28',
      '2023-02-28 .. 2023-03-05',
    ]);
  });

  it('starts test windows on the weekday and time asked for', () => {
    const { folds } = foldsOf({ test: days(7), day: 'sunday', at: 5 * 60_000 }, '2024-01-01', '2024-02-15');
    // 11 January 2024 is a Thursday
    assert.equal(text(folds[0].test), '2024-01-14T00:05Z .. 2024-01-21T00:05Z');
    assert.equal(text(folds[0].train), '2024-01-04T00:05Z .. 2024-01-14T00:05Z');
    assert.ok(folds.every(({ test }) => new Date(test.from).getUTCDay() === 0));
  });

  it('does not move a start that is aligned already', () => {
    const { folds } = foldsOf({ train: days(7), test: days(7), day: 'monday' }, '2024-01-01', '2024-02-15');
    assert.equal(text(folds[0].test), '2024-01-08 .. 2024-01-15');
  });

  it('starts at midnight of the weekday where no time is given', () => {
    const { folds } = foldsOf({ test: days(7), day: 'friday' }, '2024-01-01T07:00Z', '2024-02-15');
    assert.equal(text(folds[0].test), '2024-01-12 .. 2024-01-19');
  });

  it('objects to test windows that leave the weekday or the time of day', () => {
    const keys = (over: Partial<WalkForward>): string[] =>
      (walkForward.check?.({ ...base, ...over }) ?? []).map(({ key, expected }) => `${key}: ${expected}`);
    assert.deepEqual(keys({ test: days(1), day: 'sunday' }), ['test: whole weeks']);
    assert.deepEqual(keys({ test: months(1), day: 'sunday' }), ['test: whole weeks']);
    assert.deepEqual(keys({ test: { ms: 36 * HOUR }, at: 0 }), ['test: whole days or months']);
    assert.deepEqual(keys({ test: days(14), day: 'sunday', at: HOUR }), []);
    assert.deepEqual(keys({ test: months(1), at: HOUR }), []);
    assert.deepEqual(keys({ test: { ms: 36 * HOUR } }), []);
  });

  it('objects to empty windows', () => {
    const keys = walkForward.check?.({ ...base, train: none, test: months(0) }).map(({ key }) => key);
    assert.deepEqual(keys, ['train', 'test']);
  });

  it('refuses data too short for one fold, and says how much it needs', () => {
    assert.throws(
      () => foldsOf({}, '2024-01-01', '2024-01-15'),
      (error) =>
        error instanceof Refusal &&
        error.problems[0].expected === 'data from 2024-01-01 to 2024-01-16 or later' &&
        error.problems[0].found === 'data to 2024-01-15',
    );
  });

  it('counts bars at the bar size of the data', () => {
    const [{ train }] = foldsOf({ train: { bars: 48 } }, '2024-01-01', '2024-02-01', HOUR / 2).folds;
    assert.equal(text(train), '2024-01-01 .. 2024-01-02');
  });

  it('wants a limit where it refits on drift, and nowhere else', () => {
    const keys = (over: Partial<WalkForward>): readonly string[] =>
      (walkForward.check?.({ ...base, ...over }) ?? []).map(({ key }) => key);
    assert.deepEqual(keys({ refit: 'on_drift' }), ['refit']);
    assert.deepEqual(keys({ max_psi: 0.25 }), ['max_psi']);
    assert.deepEqual(keys({ refit: 'on_drift', max_psi: 0.25 }), []);
  });
});
