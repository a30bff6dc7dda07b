import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addMonths, addPeriods, alignUp, isEmpty, isoOf, startOfMonth } from '../../src/core/calendar.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (iso: string): number => Date.parse(iso);
/** Whole minutes from 1900 to 2150. */
const times = fc.integer({ min: -36_817_920, max: 94_672_800 }).map((minutes) => minutes * 60_000);

describe('addMonths', () => {
  it('moves a date by whole months and keeps the time of day', () => {
    assert.equal(addMonths(at('2023-11-15T06:30Z'), 3), at('2024-02-15T06:30Z'));
    assert.equal(addMonths(at('2024-02-15'), -14), at('2022-12-15'));
  });

  it('takes the last day of a month that is too short', () => {
    assert.equal(addMonths(at('2023-01-31'), 1), at('2023-02-28'));
    assert.equal(addMonths(at('2024-01-31'), 1), at('2024-02-29'));
    assert.equal(addMonths(at('2024-03-31'), -1), at('2024-02-29'));
    assert.equal(addMonths(at('2024-02-29'), 12), at('2025-02-28'));
  });

  it('knows that 2000 was a leap year and 1900 and 2100 are none', () => {
    const lastOfFebruary = (year: number): string => isoOf(addMonths(at(`${year}-01-31`), 1));
    assert.deepEqual([2000, 1900, 2100].map(lastOfFebruary), ['2000-02-29', '1900-02-28', '2100-02-28']);
  });

  it('agrees with the platform calendar on days that every month has', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: -60, max: 60 }), (time, months) => {
        const date = new Date(time);
        fc.pre(date.getUTCDate() <= 28);
        date.setUTCMonth(date.getUTCMonth() + months);
        assert.equal(addMonths(time, months), date.getTime());
      }),
    );
  });

  it('never goes back in order: a later time stays later or becomes the same', () => {
    fc.assert(
      fc.property(times, fc.nat(40 * DAY), fc.integer({ min: -30, max: 30 }), (time, later, months) => {
        const [a, b] = [addMonths(time, months), addMonths(time + later, months)];
        assert.ok(Math.floor(a / DAY) <= Math.floor(b / DAY));
      }),
    );
  });
});

describe('startOfMonth', () => {
  it('is midnight of the first', () => {
    assert.equal(startOfMonth(at('2024-02-29T23:59Z')), at('2024-02-01'));
    assert.equal(startOfMonth(at('2024-03-01')), at('2024-03-01'));
  });
});

describe('addPeriods', () => {
  it('takes bars at the bar size, ms as they are and months by the calendar', () => {
    const january = at('2024-01-01');
    assert.equal(addPeriods(january, { bars: 3 }, 2, HOUR), january + 6 * HOUR);
    assert.equal(addPeriods(january, { ms: DAY }, -1, HOUR), january - DAY);
    assert.equal(addPeriods(january, { months: 1 }, 2, HOUR), at('2024-03-01'));
  });

  it('tells an empty period of any unit', () => {
    assert.ok([{ bars: 0 }, { ms: 0 }, { months: 0 }].every(isEmpty));
    assert.ok(![{ bars: 1 }, { ms: 1 }, { months: 1 }].some(isEmpty));
  });
});

describe('alignUp', () => {
  it('is the first time from then on at the weekday and clock', () => {
    fc.assert(
      fc.property(times, fc.option(fc.integer({ min: 0, max: 6 })), fc.nat(DAY - 1), (time, weekday, clock) => {
        const found = alignUp(time, weekday ?? undefined, clock);
        const period = weekday === null ? DAY : 7 * DAY;
        assert.ok(found >= time && found - period < time);
        assert.equal(found - Math.floor(found / DAY) * DAY, clock);
        if (weekday !== null) assert.equal(new Date(found).getUTCDay(), weekday);
      }),
    );
  });

  it('leaves an aligned time where it is', () => {
    const sunday = at('2024-01-07T00:05Z');
    assert.equal(alignUp(sunday, 0, 5 * 60_000), sunday);
    assert.equal(alignUp(sunday + 1, 0, 5 * 60_000), sunday + 7 * DAY);
  });
});

describe('isoOf', () => {
  it('agrees with the platform on date and minute', () => {
    fc.assert(
      fc.property(times, (time) => {
        const iso = new Date(time).toISOString();
        const expected = iso.slice(11, 16) === '00:00' ? iso.slice(0, 10) : `${iso.slice(0, 16)}Z`;
        assert.equal(isoOf(time), expected);
      }),
    );
  });
});
