import type { Bars, JsonValue } from '../core/artifacts.ts';
import { addMonths, isoOf, startOfMonth } from '../core/calendar.ts';
import { digestColumns, digestJson } from '../core/digest.ts';
import type { Parts } from './recipes.ts';

/** Rows of one UTC month, and the digest of their columns. */
export interface MonthDigest {
  readonly month: string;
  readonly from: number;
  readonly to: number;
  readonly digest: string;
}

/** Digests of row prefixes: appending bars changes the digest of no earlier prefix. */
export interface Partitions {
  readonly months: readonly MonthDigest[];
  /** Digest of rows [0, toRow). */
  digest(toRow: number): string;
  /** The same by partition, for explanations: `data 2024-01` -> digest. */
  parts(toRow: number): Parts;
}

export function partitionsOf(bars: Bars, months: readonly MonthDigest[]): Partitions {
  const partial = new Map<number, string>();
  const columns = [{ name: 'timestamp', values: bars.time }, ...Array.from(bars.columns, ([name, values]) => ({ name, values }))];
  const list = (toRow: number): readonly (readonly [string, string])[] =>
    months
      .filter((m) => m.from < toRow)
      .map((m) => {
        if (m.to <= toRow) return [m.month, m.digest] as const;
        let digest = partial.get(toRow);
        if (digest === undefined) {
          digest = digestColumns(columns, m.from, toRow);
          partial.set(toRow, digest);
        }
        return [`${m.month} before ${isoOf(bars.time[toRow])}`, digest] as const;
      });
  const digests = new Map<number, string>();
  return {
    months,
    digest(toRow) {
      let digest = digests.get(toRow);
      if (digest === undefined) {
        digest = digestJson(list(toRow).map(([, d]) => d));
        digests.set(toRow, digest);
      }
      return digest;
    },
    parts: (toRow) => Object.fromEntries(list(toRow).map(([month, digest]): [string, JsonValue] => [`data ${month}`, digest.slice(0, 12)])),
  };
}

/** Whole-column month digests of some bars. */
export function monthDigests(bars: Bars): readonly MonthDigest[] {
  const columns = [{ name: 'timestamp', values: bars.time }, ...Array.from(bars.columns, ([name, values]) => ({ name, values }))];
  const months: MonthDigest[] = [];
  let from = 0;
  while (from < bars.rows) {
    const month = isoOf(bars.time[from]).slice(0, 7);
    const end = addMonths(startOfMonth(bars.time[from]), 1);
    let to = from + 1;
    while (to < bars.rows && bars.time[to] < end) to += 1;
    months.push({ month, from, to, digest: digestColumns(columns, from, to) });
    from = to;
  }
  return months;
}
