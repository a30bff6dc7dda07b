import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { DAY_MS, civilOf } from './_helpers/civil.ts';

/**
 * Parts of the bar's opening time, UTC: hour 0..23, day_of_week 1 (Monday) .. 7, day_of_month 1..31, month 1..12,
 * quarter 1..4, weekend 0 or 1.
 *
 * In: timestamp (epoch ms). Out: whole numbers. Never NaN.
 */
export default defineFeature({
  type: 'calendar',
  version: 1,
  summary: 'Parts of the date and time.',
  source: 'https://en.wikipedia.org/wiki/Proleptic_Gregorian_calendar',
  params: {},
  inputs: () => ['timestamp'],
  outputs: () => ['hour', 'day_of_week', 'day_of_month', 'month', 'quarter', 'weekend'],
  unit: () => 'category',
  reach: () => windowReach(1),
  start: () => ({}),
  push(_, [time], [hour, dayOfWeek, dayOfMonth, month, quarter, weekend]) {
    let day = NaN;
    let date = { month: NaN, day: NaN };
    for (let i = 0; i < time.length; i++) {
      const today = Math.floor(time[i] / DAY_MS);
      if (today !== day) date = civilOf(today);
      day = today;
      hour[i] = Math.floor((time[i] - today * DAY_MS) / 3_600_000);
      dayOfWeek[i] = ((((today + 3) % 7) + 7) % 7) + 1; // 1970-01-01 was a Thursday
      dayOfMonth[i] = date.day;
      month[i] = date.month;
      quarter[i] = Math.ceil(date.month / 3);
      weekend[i] = dayOfWeek[i] > 5 ? 1 : 0;
    }
  },
});
