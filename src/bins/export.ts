import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { refuse, Refusal } from '../core/problem.ts';
import { csvOf } from '../report/csv.ts';
import { writeParquet } from '../report/parquet.ts';
import type { Table } from '../report/table.ts';
import { OWNER, writing } from '../runner/_files.ts';

/** Writes a table to a `.csv`, `.parquet` or `.duckdb` file; in a database it becomes, or replaces, the table `signals`. */
export async function exportTable(path: string, table: Table): Promise<void> {
  const temporary = `${path}.${OWNER}`;
  if (path.endsWith('.csv')) {
    writing(path, () => {
      writeFileSync(temporary, csvOf(table));
      renameSync(temporary, path);
    });
  } else if (path.endsWith('.parquet')) {
    await writeParquet([{ path: temporary, table }]);
    writing(path, () => renameSync(temporary, path));
  } else if (path.endsWith('.duckdb')) {
    await exportToDatabase(path, table);
  } else {
    throw new Refusal(refuse('USAGE', '', '--out takes a .csv, .parquet or .duckdb file', { found: path }).problems, 2);
  }
}

async function exportToDatabase(path: string, table: Table): Promise<void> {
  const folder = writing(path, () => mkdtempSync(join(dirname(path), '.assay-export-')));
  try {
    const parquet = join(folder, 'signals.parquet');
    await writeParquet([{ path: parquet, table }]);
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(path, { threads: '1', autoinstall_known_extensions: 'false' });
    const connection = await instance.connect();
    try {
      await connection.run(
        `create or replace table signals as select * from read_parquet('${parquet.replaceAll("'", "''")}')`,
      );
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } catch (error) {
    if (error instanceof Refusal || !(error instanceof Error)) throw error;
    throw refuse('RUN_WRITE', '', `cannot write ${path}: ${error.message.split('\n')[0]}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
