import { basename } from 'node:path';
import type { RawBars } from '../core/contracts/source.ts';
import { refuse } from '../core/problem.ts';
import { appendLeanRows, leanText, leanWidth } from './_lean-rows.ts';
import type { LeanText } from './_lean-rows.ts';
import type { LeanFile } from './_lean-tree.ts';
import { isoMs } from './_stamp.ts';
import { createTable, trimmed } from './_table.ts';
import type { Table } from './_table.ts';
import { readSingle, writeZip } from './_zip.ts';

const TRADE = ['open', 'high', 'low', 'close', 'volume'];
const WIDTHS: readonly number[] = [6, 11];

/** The rows of some archives as they stand, and the archive that each row is from. */
export interface LeanTable {
  readonly columns: readonly Float64Array[];
  readonly starts: readonly number[];
  readonly files: readonly LeanFile[];
}

/** Reads archives one after the other. All are of one kind: six cells (trades) or eleven (quotes). */
export function readLeanTable(files: readonly LeanFile[]): LeanTable {
  let table: Table | undefined;
  const starts: number[] = [];
  for (const file of files) {
    const text: LeanText = { path: file.path, day: file.day ?? dayIn(file.path), bytes: readSingle(file.path).bytes };
    const width = leanWidth(text);
    if (width !== 0 && !WIDTHS.includes(width)) {
      throw refuse('DATA_FORMAT', 'data.source.path', `"${file.path}" has ${width} cells per line`, {
        expected: '6 (trades) or 11 (quotes)',
      });
    }
    starts.push(table?.rows ?? 0);
    if (width === 0) continue;
    table ??= createTable(width, files.length * likelyRows(text.bytes));
    appendLeanRows(text, table);
  }
  return { columns: table === undefined ? createTable(6, 0).columns : trimmed(table), starts, files };
}

/** As many as lines of the length of the first would make, and some: a guess that saves most of the growing. */
const likelyRows = (bytes: Uint8Array): number =>
  Math.ceil((bytes.length / Math.max(12, bytes.indexOf(10))) * 1.2) + 16;

/** Midnight of a day in the name of an archive, for one that is opened by itself. */
function dayIn(path: string): number | undefined {
  const match = /(?:^|[^0-9])(\d{8})_/.exec(basename(path));
  return match === null ? undefined : isoMs(match[1]);
}

/** Bars of trades as they stand; of quotes their middle, volume 0 (sizes that are offered are not traded). */
export function leanBars(table: LeanTable): RawBars {
  const [time, ...cells] = table.columns;
  const quotes = cells.length === 10;
  const columns = quotes ? middle(cells) : cells;
  return {
    time,
    columns: new Map(TRADE.map((name, k) => [name, columns[k]])),
    notes: {
      stamps: ['lean'],
      header: null,
      mapped: Object.fromEntries(TRADE.map((name, k) => [name, quotes ? `bid and ask ${name}` : String(k + 2)])),
      ignored: quotes ? ['bid size', 'ask size'] : [],
    },
    place: (row) => placeOf(table, row),
  };
}

function placeOf({ starts, files }: LeanTable, row: number): string {
  let k = starts.length - 1;
  while (k > 0 && starts[k] > row) k -= 1;
  return `"${files[k].path}" line ${row - starts[k] + 1}`;
}

/** Mean of bid and ask; where one side is empty, the other. */
function middle(cells: readonly Float64Array[]): Float64Array[] {
  const rows = cells[0].length;
  const out = createTable(5, rows).columns;
  for (let k = 0; k < 4; k++) {
    for (let row = 0; row < rows; row++) {
      const [bid, ask] = [cells[k][row], cells[k + 5][row]];
      out[k][row] = Number.isNaN(bid) ? ask : Number.isNaN(ask) ? bid : (bid + ask) / 2;
    }
  }
  return out;
}

/** The bytes of one archive: rows [from, to) of time and cells. */
export function leanArchive(
  entry: string,
  columns: readonly Float64Array[],
  rows: readonly [number, number],
  minute: boolean,
): Buffer {
  return writeZip(entry, Buffer.from(leanText(columns, rows[0], rows[1], minute), 'utf8'));
}
