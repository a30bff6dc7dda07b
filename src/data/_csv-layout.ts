import { refuse } from '../core/problem.ts';
import { mapHeader, mapLayout } from './_names.ts';
import type { ColumnMap, Renames } from './_names.ts';
import { isoMs } from './_stamp.ts';

export const IGNORED = -1;
export const SYMBOL = -2;

/** What the first line tells, and where each cell of a line goes. */
export interface Layout {
  readonly delimiter: number;
  readonly header: readonly string[] | null;
  readonly map: ColumnMap;
  /** Name of each cell, for messages. */
  readonly names: readonly string[];
  /** Bar columns of the table, time first. */
  readonly columns: readonly string[];
  /** Per cell: column of the table (0 = time), IGNORED or SYMBOL. */
  readonly targets: Int32Array;
}

/** The layout of a file from its first line: a line without a single number is a header. */
export function layoutOf(path: string, line: string, renames: Renames): Layout {
  if (line.includes('\0') || line.startsWith('PK') || line.startsWith('PAR1')) {
    throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" is not a text file`, {
      hint: 'type: parquet reads .parquet; gzipped text must end in .csv.gz',
    });
  }
  const delimiter = [',', ';', '\t'].sort((a, b) => line.split(b).length - line.split(a).length)[0];
  const cells = line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const isHeader = cells.every((cell) => cell === '' || Number.isNaN(Number(cell))) && Number.isNaN(isoMs(cells[0]));
  const map = isHeader ? mapHeader(path, cells, renames) : mapLayout(path, cells.length, renames);
  const columns = [...map.keys()].filter((column) => column !== 'symbol');
  const targets = new Int32Array(cells.length).fill(IGNORED);
  for (const [column, cell] of map) targets[cell] = column === 'symbol' ? SYMBOL : columns.indexOf(column);
  const names = isHeader ? cells : cells.map((_, i) => [...map].find(([, at]) => at === i)?.[0] ?? String(i + 1));
  return { delimiter: delimiter.charCodeAt(0), header: isHeader ? cells : null, map, names, columns, targets };
}
