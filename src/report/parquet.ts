import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
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
  const types = { number: duckdb.DOUBLE, integer: duckdb.BIGINT, time: duckdb.TIMESTAMP_MS, text: duckdb.VARCHAR };
  let next = 0;
  connection.registerTableFunction(
    duckdb.DuckDBTableFunction.create({
      name,
      bindFunction: (info) => {
        for (const column of table.columns) info.addResultColumn(column.name, types[column.kind]);
      },
      initFunction: () => {},
      mainFunction: (_info, chunk) => {
        const rows = Math.min(CHUNK, table.rows - next);
        chunk.rowCount = rows;
        table.columns.forEach((column, i) => fill(duckdb, chunk, i, column, next, rows));
        next += rows;
      },
    }),
  );
  await connection.run(`COPY (FROM ${name}()) TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
}

function fill(
  duckdb: typeof import('@duckdb/node-api'),
  chunk: DuckDBDataChunk,
  i: number,
  { kind, values }: TableColumn,
  from: number,
  rows: number,
): void {
  if (rows === 0) return;
  const vector = chunk.getColumnVector(i);
  for (let row = 0; row < rows; row++) {
    const value = values[from + row];
    if (kind === 'text') vector.setItem(row, value as string);
    else if (!Number.isFinite(value as number)) vector.setItem(row, null);
    else if (kind === 'number') vector.setItem(row, value as number);
    else if (kind === 'time') vector.setItem(row, new duckdb.DuckDBTimestampMillisecondsValue(BigInt(value as number)));
    else vector.setItem(row, BigInt(value as number));
  }
  vector.flush();
}
