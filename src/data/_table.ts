/** Columns over shared memory that grow by doubling while a file of unknown length is read. */
export interface Table {
  readonly columns: Float64Array[];
  rows: number;
}

const FIRST_ROWS = 4096;

export function createTable(width: number, rows = FIRST_ROWS): Table {
  return { columns: Array.from({ length: width }, () => column(rows)), rows: 0 };
}

export function grow(table: Table): void {
  if (table.rows < table.columns[0].length) return;
  for (const [i, old] of table.columns.entries()) {
    const wider = column(old.length * 2);
    wider.set(old);
    table.columns[i] = wider;
  }
}

/** Columns cut to the rows they hold. */
export const trimmed = (table: Table): Float64Array[] => table.columns.map((values) => values.subarray(0, table.rows));

function column(rows: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(rows * 8));
}
