import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { RawBars } from '../core/contracts/source.ts';
import { refuse } from '../core/problem.ts';
import { fileName, needFile } from './_file.ts';
import { stampMs, stampUnit } from './_stamp.ts';
import { createTable } from './_table.ts';

const NAMES = ['open', 'high', 'low', 'close', 'volume'];

/** The rows of a JSON list of lists, gunzipped where the name ends in `.gz`. */
function jsonRows(path: string): readonly unknown[] {
  needFile(path);
  try {
    const bytes = readFileSync(path);
    const value: unknown = JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
    if (Array.isArray(value)) return value;
  } catch (error) {
    throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" cannot be read: ${(error as Error).message}`);
  }
  throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" must hold a list of bars`, {
    expected: '[[ms, open, high, low, close, volume], …]',
  });
}

/** Bars of `[stamp, open, high, low, close, volume]` rows; `null` = not known. */
export function readJsonBars(path: string): RawBars {
  const rows = jsonRows(path);
  const [time, ...columns] = createTable(6, rows.length).columns;
  const units = new Set<string>();
  rows.forEach((cells, row) => {
    if (!Array.isArray(cells) || cells.length < 6 || typeof cells[0] !== 'number') {
      throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" row ${row + 1} is no bar`, {
        found: JSON.stringify(cells)?.slice(0, 80),
      });
    }
    units.add(stampUnit(cells[0]));
    time[row] = stampMs(cells[0]);
    columns.forEach((column, k) => {
      const value: unknown = cells[k + 1];
      if (value !== null && typeof value !== 'number') {
        throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" row ${row + 1}: "${NAMES[k]}" is not a number`, {
          found: JSON.stringify(value),
        });
      }
      column[row] = value ?? NaN;
    });
  });
  const file = fileName(path);
  return {
    time,
    columns: new Map(NAMES.map((name, k) => [name, columns[k]])),
    notes: {
      stamps: [...units],
      header: null,
      mapped: Object.fromEntries(NAMES.map((name, k) => [name, String(k + 2)])),
      ignored: [],
    },
    place: (row) => `"${file}" row ${row + 1}`,
  };
}
