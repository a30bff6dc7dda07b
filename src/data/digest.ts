import type { Bars } from '../core/artifacts.ts';
import { digestColumns } from '../core/digest.ts';
import { monthIndex, monthName, monthStart } from './_stamp.ts';

/** The rows [from, to) of one UTC month and the digest of their time and columns. */
export interface MonthDigest {
  /** `2024-01`. */
  readonly month: string;
  readonly from: number;
  readonly to: number;
  readonly digest: string;
}

/** Digest of the time and all columns of the rows [from, to). */
export function digestRows(bars: Bars, from: number, to: number): string {
  const columns = [...bars.columns].map(([name, values]) => ({ name, values }));
  return digestColumns([...columns, { name: 'time', values: bars.time }], from, to);
}

/** One digest per UTC month that has bars, in order. */
export function digestMonths(bars: Bars): readonly MonthDigest[] {
  const months: MonthDigest[] = [];
  for (let from = 0; from < bars.rows;) {
    const month = monthIndex(bars.time[from]);
    const to = firstRowAt(bars, monthStart(month + 1), from);
    months.push({ month: monthName(month), from, to, digest: digestRows(bars, from, to) });
    from = to;
  }
  return months;
}

/** First row at or after `time`, at or after row `from`. */
export function firstRowAt(bars: Bars, time: number, from = 0): number {
  let [low, high] = [from, bars.rows];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (bars.time[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
