import type { Bars, JsonValue } from '../core/artifacts.ts';
import { isoOf } from '../core/calendar.ts';
import { digestJson } from '../core/digest.ts';
import { digestRows } from '../data/digest.ts';
import type { MonthDigest } from '../data/digest.ts';
import type { Parts } from './recipes.ts';

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
  const list = (toRow: number): readonly (readonly [string, string])[] =>
    months
      .filter((m) => m.from < toRow)
      .map((m) => {
        if (m.to <= toRow) return [m.month, m.digest] as const;
        let digest = partial.get(toRow);
        if (digest === undefined) {
          digest = digestRows(bars, m.from, toRow);
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
    parts: (toRow) =>
      Object.fromEntries(
        list(toRow).map(([month, digest]): [string, JsonValue] => [`data ${month}`, digest.slice(0, 12)]),
      ),
  };
}
