import type { RawBars } from '../core/contracts/source.ts';
import { createTable } from './_table.ts';

/** Bars of several files one after the other; columns that not all of them have are left out. */
export function concatBars(parts: readonly RawBars[]): RawBars {
  if (parts.length === 1) return parts[0];
  const names = [...parts[0].columns.keys()].filter((name) => parts.every(({ columns }) => columns.has(name)));
  const starts: number[] = [];
  let rows = 0;
  for (const part of parts) {
    starts.push(rows);
    rows += part.time.length;
  }
  const [time, ...columns] = createTable(names.length + 1, rows).columns;
  parts.forEach((part, k) => {
    time.set(part.time, starts[k]);
    names.forEach((name, i) => columns[i].set(part.columns.get(name) as Float64Array, starts[k]));
  });
  const dropped = [...new Set(parts.flatMap((part) => [...part.columns.keys()]))].filter(
    (name) => !names.includes(name),
  );
  return {
    time,
    columns: new Map(names.map((name, i) => [name, columns[i]])),
    notes: {
      ...parts[0].notes,
      stamps: [...new Set(parts.flatMap(({ notes }) => notes.stamps))],
      ignored: [...new Set([...parts.flatMap(({ notes }) => notes.ignored), ...dropped])],
    },
    place(row) {
      const k = starts.findLastIndex((start) => start <= row);
      return parts[k].place(row - starts[k]);
    },
  };
}
