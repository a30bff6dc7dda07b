import { addMonths, alignUp } from './calendar.ts';
import * as p from './params.ts';
import type { Period } from './params.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** Moments on the calendar's own grid (UTC), whatever the data begin with. */
export interface Schedule {
  readonly every: Period;
  readonly day?: (typeof WEEKDAYS)[number] | undefined;
  /** Ms after midnight. */
  readonly at?: number | undefined;
}

export const scheduleParams = {
  every: p.period('Distance of two moments: `1d`, `1w`, `1mo`, or bars.', { default: '1d' }),
  day: p.choice('Weekday, for whole weeks.', WEEKDAYS, { optional: true }),
  at: p.clock('Time of day, UTC; 00:00 where absent.', { optional: true }),
};

/** First moment at or after `time`, and those after it. Months begin with their first day, weeks with `day` or Monday. */
export function* momentsFrom({ every, day, at = 0 }: Schedule, time: number, interval_ms: number): Generator<number> {
  if ('months' in every) {
    let k = Math.floor((time - at) / (31 * DAY_MS) / every.months);
    for (; ; k++) {
      const moment = addMonths(0, k * every.months) + at;
      if (moment >= time) yield moment;
    }
  }
  const step = 'ms' in every ? every.ms : every.bars * interval_ms;
  const weekly = step % WEEK_MS === 0;
  const anchor = weekly ? alignUp(0, WEEKDAYS.indexOf(day ?? 'monday'), at) : at;
  for (let k = Math.ceil((time - anchor) / step); ; k++) yield anchor + k * step;
}
