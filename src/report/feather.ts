import { textAt } from './table.ts';
import type { Table, TableColumn } from './table.ts';

/** A table as a Feather 2 (Arrow) file without compression. NaN stands for what is not known; times are UTC milliseconds. */
export async function featherOf({ columns }: Table): Promise<Uint8Array> {
  const arrow = await import('@uwdata/flechette');
  const typeOf = ({ kind }: TableColumn) =>
    kind === 'text'
      ? arrow.dictionary(arrow.utf8())
      : kind === 'time'
        ? arrow.timestamp(arrow.TimeUnit.MILLISECOND, 'UTC')
        : arrow.float64();
  const named = columns.map(
    (column) => [column.name, arrow.columnFromArray(valuesOf(column), typeOf(column))] as const,
  );
  const bytes = arrow.tableToIPC(arrow.tableFromColumns(Object.fromEntries(named)), { format: 'file' });
  if (bytes === null) throw new Error('the table could not be written as Feather');
  return bytes;
}

function valuesOf(column: TableColumn): string[] | Float64Array {
  const { kind, values } = column;
  if (kind === 'text') return Array.from({ length: values.length }, (_, row) => textAt(column, row));
  return values instanceof Float64Array ? values : Float64Array.from(values as ArrayLike<number>);
}
