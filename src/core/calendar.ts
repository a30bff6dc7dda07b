import type { Period } from './params.ts';

const DAY_MS = 86_400_000;

/** Civil date of days since 1970-01-01 (proleptic Gregorian; algorithm: H. Hinnant, "chrono-compatible date algorithms"). */
function civil(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** `time` moved by whole calendar months (UTC); a day beyond the month's end becomes its last day. */
export function addMonths(time: number, months: number): number {
  const days = Math.floor(time / DAY_MS);
  const { year, month, day } = civil(days);
  const index = year * 12 + (month - 1) + months;
  const y = Math.floor(index / 12);
  const m = index - y * 12;
  const length = m === 1 && leap(y) ? 29 : LENGTHS[m];
  return daysOf(y, m + 1, Math.min(day, length)) * DAY_MS + (time - days * DAY_MS);
}

/** Midnight UTC of the first of the month that holds `time`. */
export function startOfMonth(time: number): number {
  const { year, month } = civil(Math.floor(time / DAY_MS));
  return daysOf(year, month, 1) * DAY_MS;
}

/** `time` moved by `times` periods (negative = back). */
export function addPeriods(time: number, period: Period, times: number, interval_ms: number): number {
  if ('months' in period) return addMonths(time, period.months * times);
  return time + ('ms' in period ? period.ms : period.bars * interval_ms) * times;
}

export const isEmpty = (period: Period): boolean =>
  ('months' in period ? period.months : 'ms' in period ? period.ms : period.bars) === 0;

/** First time >= `time` that falls on `weekday` (0 = Sunday; undefined = any day) at `clock` ms after midnight UTC. */
export function alignUp(time: number, weekday: number | undefined, clock: number): number {
  let day = Math.floor(time / DAY_MS);
  if (day * DAY_MS + clock < time) day += 1;
  if (weekday !== undefined) day += (((weekday - ((day + 4) % 7)) % 7) + 7) % 7;
  return day * DAY_MS + clock;
}

/** `2024-01-31` or `2024-01-31T12:05Z`. */
export function isoOf(time: number): string {
  const { year, month, day } = civil(Math.floor(time / DAY_MS));
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor((time - Math.floor(time / DAY_MS) * DAY_MS) / 60_000);
  const clock = minutes === 0 ? '' : `T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}Z`;
  return `${year}-${two(month)}-${two(day)}${clock}`;
}
