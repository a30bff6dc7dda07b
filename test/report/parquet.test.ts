import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeParquet } from '../../src/report/parquet.ts';

describe('a table as Parquet', () => {
  it('has numbers, times and text, empty cells where a number is not finite, and text by its places', async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const folder = mkdtempSync(join(tmpdir(), 'assay-parquet-'));
    const path = join(folder, "it's.parquet");
    const time = Date.UTC(2025, 0, 1, 12, 30, 0, 250);
    try {
      await writeParquet([
        {
          path,
          table: {
            rows: 3,
            columns: [
              { name: 'time', kind: 'time', values: [time, NaN, time] },
              { name: 'x "y"', kind: 'number', values: Float64Array.of(0.1, Infinity, -0) },
              { name: 'n', kind: 'integer', values: [2 ** 40, NaN, -3] },
              { name: 'written', kind: 'text', values: ['a', "it's", 'ü'] },
              { name: 'placed', kind: 'text', values: Uint16Array.of(1, 0, 1), texts: ['BTC', "o'clock"] },
            ],
          },
        },
      ]);
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      const read = await connection.runAndReadAll(`SELECT * FROM '${path.replaceAll("'", "''")}'`);
      assert.deepEqual(read.columnNames(), ['time', 'x "y"', 'n', 'written', 'placed']);
      assert.deepEqual(
        read.columnTypes().map((type) => type.toString()),
        ['TIMESTAMP', 'DOUBLE', 'BIGINT', 'VARCHAR', 'VARCHAR'],
      );
      const rows = read.getRowsJson();
      assert.deepEqual(rows, [
        ['2025-01-01 12:30:00.25', 0.1, String(2 ** 40), 'a', "o'clock"],
        [null, null, null, "it's", 'BTC'],
        ['2025-01-01 12:30:00.25', -0, '-3', 'ü', "o'clock"],
      ]);
      connection.closeSync();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
