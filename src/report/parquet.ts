import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { textAt } from './table.ts';
import type { Table, TableColumn } from './table.ts';

const CHUNK = 2048;

/** Writes tables as zstd Parquet. Exports only: their bytes depend on the DuckDB release and are in no digest. */
export async function writeParquet(files: readonly { readonly path: string; readonly table: Table }[]): Promise<void> {
  const duckdb = await import('@duckdb/node-api');
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: '1',
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    for (const [i, { path, table }] of files.entries()) await writeOne(duckdb, connection, `t${i}`, path, table);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function writeOne(
  duckdb: typeof import('@duckdb/node-api'),
  connection: DuckDBConnection,
  name: string,
  path: string,
  table: Table,
): Promise<void> {
  let next = 0;
  connection.registerTableFunction(
    duckdb.DuckDBTableFunction.create({
      name,
      bindFunction: (info) => {
        table.columns.forEach((column, i) =>
          info.addResultColumn(`c${i}`, isNumeric(column) ? duckdb.DOUBLE : duckdb.VARCHAR),
        );
      },
      initFunction: () => {},
      mainFunction: (_info, chunk) => {
        const rows = Math.min(CHUNK, table.rows - next);
        chunk.rowCount = rows;
        if (rows > 0) table.columns.forEach((column, i) => fill(chunk, i, column, next, rows));
        next += rows;
      },
    }),
  );
  const cells = table.columns.map(
    (column, i) => `${cellSql(column, `c${i}`)} AS "${column.name.replaceAll('"', '""')}"`,
  );
  await connection.run(
    `COPY (SELECT ${cells.join(', ')} FROM ${name}()) TO ${textSql(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

const textSql = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Numbers go over as they are, text that repeats as its places; all else is SQL, which DuckDB does by whole vectors. */
const isNumeric = ({ kind, texts }: TableColumn): boolean => kind !== 'text' || texts !== undefined;

function cellSql({ kind, texts }: TableColumn, cell: string): string {
  if (kind === 'text') return texts === undefined ? cell : `[${texts.map(textSql).join(', ')}][${cell}::BIGINT + 1]`;
  const value = { number: cell, integer: `${cell}::BIGINT`, time: `make_timestamp_ms(${cell}::BIGINT)::TIMESTAMP_MS` };
  return `CASE WHEN isfinite(${cell}) THEN ${value[kind]} END`;
}

function fill(chunk: DuckDBDataChunk, i: number, column: TableColumn, from: number, rows: number): void {
  const vector = chunk.getColumnVector(i);
  if (isNumeric(column)) for (let row = 0; row < rows; row++) vector.setItem(row, column.values[from + row] as number);
  else for (let row = 0; row < rows; row++) vector.setItem(row, textAt(column, from + row));
  vector.flush();
}
