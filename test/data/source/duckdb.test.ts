import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../../src/core/digest.ts';
import duckdb from '../../../src/data/source/duckdb.ts';
import { context, folder, problemsOf } from '../_files.ts';

describe('duckdb source', () => {
  const files = folder();
  const path = (): string => join(files.path, 'bars.duckdb');
  before(async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(path(), { threads: '1' });
    const connection = await instance.connect();
    const bar =
      'make_timestamp((60000000 * i)::bigint) as ts, i + 1.0 as open, i + 3.0 as high, i + 0.5 as low, i + 2.0 as close, case when i = 3 then null else 10.0 * i end as vol';
    await connection.run(
      `create table ohlcv as select ${bar}, case when i % 2 = 0 then 'BTCUSDT' else 'ETHUSDT' end as symbol from range(10) t(i) order by i desc`,
    );
    connection.closeSync();
    instance.closeSync();
  });
  const open = (over: object) =>
    duckdb.open(
      {
        path: path(),
        table: undefined,
        query: undefined,
        missing: undefined,
        interval: undefined,
        columns: undefined,
        ...over,
      },
      context(),
    );

  it('reads a table by time, the symbol asked for', async () => {
    const raw = await open({ table: 'ohlcv' });
    assert.deepEqual(
      [...raw.time],
      [0, 2, 4, 6, 8].map((i) => i * 60_000),
    );
    assert.deepEqual([...(raw.columns.get('volume') as Float64Array)], [0, 20, 40, 60, 80]);
  });

  it('reads a query, NULL as not known', async () => {
    const raw = await open({ query: 'select * exclude (symbol) from ohlcv where open < 6;' });
    assert.deepEqual([...(raw.columns.get('volume') as Float64Array)], [0, 10, 20, NaN, 40]);
  });

  it('lets a query reach nothing but the database, and change nothing', async () => {
    const digest = sha256(readFileSync(path()));
    const copied = join(files.path, 'copied.csv');
    const queries = [
      `select * from read_csv('/etc/hostname')`,
      `copy (select 1) to '${copied}'`,
      'drop table ohlcv',
      'select 1; drop table ohlcv',
      `select 1) ; copy (select 1) to '${copied}' ; select (1`,
      `attach '${join(files.path, 'other.duckdb')}'`,
    ];
    for (const query of queries) {
      const [problem] = await problemsOf(() => open({ query }));
      assert.equal(problem.code, 'DATA_FORMAT', query);
    }
    assert.ok(!existsSync(copied));
    assert.equal(sha256(readFileSync(path())), digest);
  });

  it('names a table that is not there', async () => {
    const [problem] = await problemsOf(() => open({ table: 'nope' }));
    assert.match(problem.message, /bars.duckdb" cannot be read: .*nope does not exist/);
  });

  it('wants a table or a query, not both', () => {
    const values = { path: 'x', missing: undefined, interval: undefined, columns: undefined };
    assert.equal(duckdb.check?.({ ...values, table: undefined, query: undefined }).length, 1);
    assert.equal(duckdb.check?.({ ...values, table: 'a', query: 'b' }).length, 1);
    assert.equal(duckdb.check?.({ ...values, table: 'a', query: undefined }).length, 0);
  });
});
