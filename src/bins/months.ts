import { addMonths, isoOf, startOfMonth } from '../core/calendar.ts';
import { Refusal, refuse } from '../core/problem.ts';

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** `2025-11`. */
export const monthOf = (time: number): string => isoOf(startOfMonth(time)).slice(0, 7);

/** Epoch ms at which a month begins. */
export function monthStart(month: string): number {
  const m = MONTH.exec(month);
  return m === null ? NaN : addMonths(0, (Number(m[1]) - 1970) * 12 + Number(m[2]) - 1);
}

/** Months that a text such as `2025-11`, `2025-05..2025-11`, `last`, `current` or `2025-05,last` means at a time. */
export function monthsOf(text: string, now: number): readonly string[] {
  const one = (word: string): number => {
    if (word === 'current') return startOfMonth(now);
    if (word === 'last') return addMonths(startOfMonth(now), -1);
    const start = monthStart(word);
    if (start === start) return start;
    throw unreadable(text, '2025-11, 2025-05..2025-11, last or current');
  };
  return text.split(',').flatMap((part) => {
    const [from, to = from] = part.trim().split('..').map(one);
    if (to < from) throw unreadable(text, `a range whose first month is not after its last`);
    const months: string[] = [];
    for (let at = from; at <= to; at = addMonths(at, 1)) months.push(monthOf(at));
    return months;
  });
}

const unreadable = (found: string, expected: string): Refusal =>
  new Refusal(refuse('USAGE', '', '--month takes months', { expected, found }).problems, 2);
