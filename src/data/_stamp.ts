import { addMonths } from '../core/calendar.ts';

const DAY_MS = 86_400_000;

/** Unit of a numeric stamp by its magnitude: each range covers 1973 to 5138, so units never overlap. */
export function stampUnit(value: number): 's' | 'ms' | 'us' | 'ns' {
  const size = Math.abs(value);
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}

/** Epoch ms of a numeric stamp. */
export function stampMs(value: number): number {
  switch (stampUnit(value)) {
    case 's':
      return value * 1000;
    case 'ms':
      return value;
    case 'us':
      return value / 1000;
    case 'ns':
      return value / 1e6;
  }
}

const ISO =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(?:Z|UTC|([+-])(\d{2}):?(\d{2})?)?$/;

/** Epoch ms of `2024-01-31`, `2024-01-31 12:05`, `20240131 12:05`, `…T12:05:00.000Z`, `…+02:00`; without a zone it is UTC; NaN otherwise. */
export function isoMs(text: string): number {
  const m = ISO.exec(text);
  if (m === null) return NaN;
  const part = (i: number): number => (m[i] === undefined ? 0 : Number(m[i]));
  const first = addMonths(0, (part(1) - 1970) * 12 + part(2) - 1);
  const inMonth = part(2) >= 1 && part(2) <= 12 && part(3) >= 1 && first + (part(3) - 1) * DAY_MS < addMonths(first, 1);
  if (!inMonth || part(4) > 23 || part(5) > 59 || part(6) > 59) return NaN;
  const fraction = m[7] === undefined ? 0 : Number(m[7].padEnd(9, '0')) / 1e6;
  const zone = (part(9) * 60 + part(10)) * 60_000 * (m[8] === '-' ? -1 : 1);
  return first + (part(3) - 1) * DAY_MS + ((part(4) * 60 + part(5)) * 60 + part(6)) * 1000 + fraction - zone;
}

/** `2023-11-10 15:05:00.250Z`, seconds only where they are not 0. */
export function showTime(time: number): string {
  if (!Number.isFinite(time)) return String(time);
  const days = Math.floor(time / DAY_MS);
  const months = monthIndex(time);
  const two = (n: number, width = 2): string => String(n).padStart(width, '0');
  const date = `${Math.floor(months / 12) + 1970}-${two((months % 12) + 1)}-${two(days - addMonths(0, months) / DAY_MS + 1)}`;
  const ms = time - days * DAY_MS;
  const seconds = (ms % 60_000) / 1000;
  const tail = seconds === 0 ? '' : `:${seconds < 10 ? '0' : ''}${seconds}`;
  return `${date} ${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}${tail}Z`;
}

/** Whole UTC months since 1970-01. */
export function monthIndex(time: number): number {
  let month = Math.floor(time / DAY_MS / 30.436875);
  while (addMonths(0, month) > time) month -= 1;
  while (addMonths(0, month + 1) <= time) month += 1;
  return month;
}

export const monthStart = (month: number): number => addMonths(0, month);

/** `2024-01`. */
export const monthName = (month: number): string =>
  `${1970 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
