import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText, rowsOf, streamDoubles, withDuckdb } from '../_duckdb.ts';
import { monthIndex, monthName, monthStart } from '../_stamp.ts';
import { seriesFolder } from '../_store.ts';
import type { StoredSeries } from '../_store.ts';
import { createTable } from '../_table.ts';
import type { Rows, Shelf, Unit } from './_shelf.ts';

const CHUNK = 2048;

/** One Parquet file per UTC month: `timestamp` and the cells as doubles, zstd. */
export function parquetShelf(root: string, series: StoredSeries, columns: readonly string[], step: number): Shelf {
  const folder = seriesFolder(root, series);
  return {
    pick: (row) => row,
    partial: true,
    units(from, to) {
      const units: Unit[] = [];
      for (let month = monthIndex(from); monthStart(month) < to; month++) {
        const part = monthName(month);
        units.push({
          part,
          path: join(folder, `${part}.parquet`),
          start: monthStart(month),
          end: monthStart(month + 1),
        });
      }
      return units;
    },
    encode: (_, rows) => parquetBytes(rows, columns),
    decode: ({ path }) => parquetRows(path, columns),
    adopted: (_, rows) => ({ from: rows[0][0], to: rows[rows.length - 1][0] + step }),
  };
}

/** The bytes depend on the rows alone: one thread, one order. */
async function parquetBytes(rows: Rows, columns: readonly string[]): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-fetch-'));
  const path = join(folder, 'part.parquet');
  try {
    await withDuckdb(path, { threads: 1 }, (connection) => copyRows(connection, path, rows, columns));
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function copyRows(
  connection: DuckDBConnection,
  path: string,
  rows: Rows,
  columns: readonly string[],
): Promise<void> {
  const { DOUBLE, DuckDBTableFunction } = await import('@duckdb/node-api');
  let next = 0;
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name: 'fetched',
      bindFunction(info) {
        for (const name of ['timestamp', ...columns]) info.addResultColumn(name, DOUBLE);
      },
      initFunction: () => {},
      mainFunction(_, chunk) {
        const count = Math.min(CHUNK, rows.length - next);
        chunk.rowCount = count;
        for (let k = 0; count > 0 && k <= columns.length; k++) {
          const vector = chunk.getColumnVector(k);
          for (let i = 0; i < count; i++) {
            const value = rows[next + i][k];
            vector.setItem(i, Number.isNaN(value) ? null : value);
          }
          vector.flush();
        }
        next += count;
      },
    }),
  );
  const stamp = 'make_timestamp((timestamp * 1000)::bigint)::timestamp_ms as timestamp';
  const select = `select ${[stamp, ...columns.map(quoteName)].join(', ')} from fetched()`;
  await connection.run(`copy (${select}) to ${quoteText(path)} (format parquet, compression zstd)`);
}

async function parquetRows(path: string, columns: readonly string[]): Promise<Rows> {
  return withDuckdb(path, { threads: 1 }, async (connection) => {
    const from = `read_parquet(${quoteText(path)})`;
    const [[count]] = await rowsOf(connection, `select count(*) from ${from}`);
    const table = createTable(columns.length + 1, Number(count)).columns;
    const values = columns.map((name) => `coalesce(${quoteName(name)}::double, 'nan'::double)`);
    await streamDoubles(
      connection,
      `select ${['epoch_ms(timestamp)::double', ...values].join(', ')} from ${from} order by 1`,
      table,
    );
    return Array.from(table[0], (_, row) => table.map((column) => column[row]));
  });
}
