import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Bars } from '../../src/core/artifacts.ts';
import { Refusal } from '../../src/core/problem.ts';
import { loadPredictions } from '../../src/data/predictions.ts';
import type { PredictionSource } from '../../src/data/predictions.ts';
import { freshFolder } from '../runner/_folder.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2025, 0, 1);
const time = Float64Array.from([0, 1, 2, 4, 5], (h) => START + h * HOUR); // 03:00 is missing
const bars: Bars = {
  symbol: 'BTCUSDT',
  interval_ms: HOUR,
  rows: 5,
  time,
  columns: new Map([['close', time.map(() => 100)]]),
};
const columns = { timestamp: 'timestamp', y_pred: 'y_pred' };
const values = `(values (timestamp '2025-01-01 04:00', 0.4), ('2025-01-01 00:00', 0.1), ('2025-01-01 01:00', 0.2), ('2025-01-01 03:00', 0.9)) v(timestamp, y_pred)`;

describe('predictions from a file', () => {
  const folder = freshFolder();
  const load = (source: Partial<PredictionSource>, task: 'binary' | 'regression' = 'binary') =>
    loadPredictions(bars, {
      source: { type: 'csv', path: './p.csv', columns, ...source },
      at: 'models.clf.source',
      task,
      seed: 1,
      roots: { spec: folder(), data: folder() },
    });
  const fault = async (source: Partial<PredictionSource>, task?: 'regression'): Promise<string> => {
    try {
      await load(source, task);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const [{ code, path, message, found = '' }] = error.problems;
      return `${code} ${path.join('.')}: ${message} | ${found}`;
    }
    return 'passed';
  };
  const csv = (...lines: readonly string[]): Partial<PredictionSource> => {
    writeFileSync(join(folder(), 'p.csv'), `timestamp,y_pred\n${lines.join('\n')}\n`);
    return {};
  };
  const database = async (sql: string): Promise<Partial<PredictionSource>> => {
    const instance = await DuckDBInstance.create(join(folder(), 'p.duckdb'));
    const connection = await instance.connect();
    await connection.run(sql);
    connection.closeSync();
    instance.closeSync();
    return { type: 'duckdb', path: './p.duckdb', table: 'predictions' };
  };

  it('lie on the rows of the bars, whatever their order: NaN where there is none', async () => {
    const source = await database(`create table predictions as select * from ${values}`);
    const { score, rows, joined, synthetic } = await load(source);
    assert.deepEqual([...score], [0.1, 0.2, NaN, 0.4, NaN]);
    assert.deepEqual([rows, joined, synthetic], [4, 3, false]);
  });

  it('are the same from CSV, Parquet and DuckDB, under any names', async () => {
    const duckdb = await database(
      `create schema s; create table s.runs as select timestamp as ts, y_pred as p from ${values}; copy s.runs to '${join(folder(), 'p.parquet')}'; copy s.runs to '${join(folder(), 'p.csv')}' (header)`,
    );
    const own = { timestamp: 'ts', y_pred: 'p' };
    const all = await Promise.all([
      load({ ...duckdb, table: 's.runs', columns: own }),
      load({ type: 'parquet', path: './p.parquet', columns: own }),
      load({ columns: own }),
    ]);
    for (const { score } of all) assert.deepEqual([...score], [0.1, 0.2, NaN, 0.4, NaN]);
  });

  it('leave the database as it was, and are named by its bytes', async () => {
    const source = await database(`create table predictions as select * from ${values}`);
    const before = readFileSync(join(folder(), 'p.duckdb'));
    const { identity } = await load(source);
    assert.match(String(identity), /^[0-9a-f]{64}$/);
    assert.deepEqual(readFileSync(join(folder(), 'p.duckdb')), before);
  });

  it('are refused with column and time where they are no probability of one bar', async () => {
    assert.match(
      await fault(csv('2025-01-01 00:00,1.2')),
      /^DATA_VALUE models\.clf\.source\.columns\.y_pred: .*column "y_pred" holds a value outside \[0, 1\] \| 2025-01-01: .*1\.2/,
    );
    assert.match(
      await fault(csv('2025-01-01 00:00,0.2', '2025-01-01 01:00,nan')),
      /^DATA_VALUE .*no number \| 2025-01-01T01:00Z/,
    );
    assert.match(await fault(csv('2025-01-01 00:00,0.2', '2025-01-01 01:00,')), /^DATA_VALUE .*no number/);
    assert.match(
      await fault(csv('2025-01-01 01:00,0.2', '2025-01-01 01:00,0.3')),
      /^DATA_ORDER .*a time twice \| 2025-01-01T01:00Z/,
    );
    assert.match(await fault(csv('2025-01-01 00:00,0.2', '2025-01-01 01')), /^DATA_FORMAT .*path: .*cannot be read/);
    assert.match(await fault(csv('2025-01-01 01:30,0.2')), /^DATA_VALUE .*no bar can open \| 2025-01-01T01:30Z/);
    assert.match(await fault(csv('2024-01-01 01:00,0.2')), /^DATA_RANGE .*no prediction is of a time/);
    assert.equal(await fault(csv('2025-01-01 00:00,-12.5'), 'regression'), 'passed');
  });

  it('are refused where the file is missing, cut short, or has other tables and columns', async () => {
    assert.match(
      await fault({ path: './none.csv' }),
      /^DATA_FILE models\.clf\.source\.path: file ".*none\.csv" does not exist/,
    );
    const source = await database(`create table predictions as select * from ${values}; checkpoint`);
    assert.match(await fault({ ...source, table: 'other' }), /^DATA_FORMAT models\.clf\.source\.path: .*other/);
    assert.match(
      await fault({ ...source, columns: { ...columns, y_pred: 'proba' } }),
      /^DATA_FORMAT models\.clf\.source\.columns\.y_pred: table "predictions" has no column "proba"/,
    );
    const path = join(folder(), 'p.duckdb');
    writeFileSync(path, readFileSync(path).subarray(0, 5000));
    assert.match(await fault(source), /^DATA_FORMAT models\.clf\.source\.path: .*cannot be read/);
  });

  it('are refused where another process writes to the database', async () => {
    const source = await database(`create table predictions as select * from ${values}`);
    const script = `const { DuckDBInstance } = await import('@duckdb/node-api');
      const held = await DuckDBInstance.create(process.argv[1]); console.log('held'); process.stdin.resume(); process.stdin.on('end', () => held.closeSync());`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, join(folder(), 'p.duckdb')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      assert.match(await fault(source), /^DATA_FORMAT models\.clf\.source\.path: .*cannot be read.*lock/);
    } finally {
      child.stdin.end();
      await once(child, 'exit');
    }
  });

  it('are generated only where the spec says so', async () => {
    const { score, synthetic } = await load({ path: './none.csv', missing: 'synthetic' });
    assert.equal(synthetic, true);
    assert.ok(score.every((p) => p > 0 && p < 1));
    assert.equal((await load({ path: './none.csv', missing: 'synthetic' })).score.join(), score.join());
  });
});
