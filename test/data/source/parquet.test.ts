import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RawBars } from '../../../src/core/contracts/source.ts';
import { doublesOf, quoteText, streamDoubles, withDuckdb } from '../../../src/data/_duckdb.ts';
import parquet from '../../../src/data/source/parquet.ts';
import { context, folder, problemsOf } from '../_files.ts';

const T = 1672531200000;
const ROWS = `(values (${T}, 1.5, 3, 1, 2, 10), (${T + 60_000}, 2, 4, 1.5, 3, 0.1)) as t(stamp, o, h, l, c, v)`;
const BARS = `o::double as open, h::double as high, l::double as "Low", c::double as close, v::double as volume`;

describe('parquet source', () => {
  const files = folder();
  let count = 0;
  const write = async (select: string): Promise<string> => {
    const path = join(files.path, `${count++}.parquet`);
    await withDuckdb(path, {}, (connection) =>
      connection.run(`copy (${select}) to ${quoteText(path)} (format parquet)`),
    );
    return path;
  };
  const read = (path: string, columns?: { [name: string]: string }): Promise<RawBars> =>
    parquet.open({ path, interval: undefined, missing: undefined, columns }, context());

  it('reads columns by name, without regard to case', async () => {
    const raw = await read(await write(`select stamp as open_time, ${BARS}, 7 as trades from ${ROWS}`));
    assert.deepEqual([...raw.time], [T, T + 60_000]);
    assert.deepEqual([...(raw.columns.get('low') ?? [])], [1, 1.5]);
    assert.deepEqual([...(raw.columns.get('count') ?? [])], [7, 7]);
    assert.ok(raw.time.buffer instanceof SharedArrayBuffer);
  });

  it('takes timestamps, text and whole numbers of any unit for the same time', async () => {
    const stamps = [
      'make_timestamp((stamp * 1000)::bigint)',
      'make_timestamp((stamp * 1000)::bigint)::timestamptz',
      'make_timestamp((stamp * 1000)::bigint)::timestamp_ns',
      'make_timestamp((stamp * 1000)::bigint)::timestamp_s',
      "strftime(make_timestamp((stamp * 1000)::bigint), '%Y-%m-%dT%H:%M:%SZ')",
      '(stamp / 1000)::bigint',
      'stamp::double',
      '(stamp * 1000)::bigint',
      '(stamp * 1000000)::bigint',
    ];
    for (const stamp of stamps) {
      const raw = await read(await write(`select ${stamp} as timestamp, ${BARS} from ${ROWS}`));
      assert.deepEqual([...raw.time], [T, T + 60_000], stamp);
    }
  });

  it('sorts by time, and keeps the order of the file for equal stamps', async () => {
    const rows = `(values (${T + 60_000}, 1), (${T}, 2), (${T + 60_000}, 3)) as t(stamp, c)`;
    const raw = await read(
      await write(`select stamp as timestamp, c as open, c as high, c as low, c as close, c as volume from ${rows}`),
    );
    assert.deepEqual([...raw.time], [T, T + 60_000, T + 60_000]);
    assert.deepEqual([...(raw.columns.get('close') ?? [])], [2, 1, 3]);
  });

  it('gives NaN for NULL, over more rows than a chunk has', async () => {
    const columns = ['open', 'high', 'low', 'close', 'volume'].map(
      (name) => `if(i % 3 = 0, null, i::double) as ${name}`,
    );
    const raw = await read(await write(`select i * 60000 as timestamp, ${columns.join(', ')} from range(10000) t(i)`));
    assert.equal(raw.time.length, 10_000);
    assert.ok(raw.columns.get('close')?.every((x, i) => (i % 3 === 0 ? Number.isNaN(x) : x === i)));
  });

  it('takes the rows of its symbol, and says which there are where its own is not', async () => {
    const both = (a: string): string => `select stamp as timestamp, '${a}' as symbol, ${BARS} from ${ROWS}`;
    const raw = await read(await write(`${both('ETHUSDT')} union all ${both('BTCUSDT')}`));
    assert.equal(raw.time.length, 2);
    const [problem] = await problemsOf(async () => read(await write(both('ETHUSDT'))));
    assert.deepEqual([problem.code, problem.found], ['DATA_RANGE', 'ETHUSDT']);
  });

  it('follows `columns`', async () => {
    const path = await write(`select stamp as timestamp, ${BARS}, c * 2 as px from ${ROWS}`);
    assert.deepEqual([...((await read(path, { close: 'px' })).columns.get('close') ?? [])], [4, 6]);
    assert.match((await problemsOf(() => read(path, { close: 'nope' })))[0].message, /has no column "nope"/);
  });

  it('refuses a missing file, a pattern and a file of another kind', async () => {
    const codes = [
      join(files.path, 'none.parquet'),
      files.write('a[1].parquet', 'x'),
      files.write('text.parquet', 'timestamp,open\n'),
    ];
    const problems = await Promise.all(codes.map(async (path) => (await problemsOf(() => read(path)))[0]));
    assert.deepEqual(
      problems.map((problem) => problem.code),
      ['DATA_FILE', 'DATA_FILE', 'DATA_FORMAT'],
    );
    assert.match(problems[2].message, /text\.parquet/);
  });

  it('refuses cells that are no numbers, and a time that is none', async () => {
    const words = await write(`select stamp as timestamp, ${BARS.replace('c::double', "'abc'")} from ${ROWS}`);
    const days = await write(`select true as timestamp, ${BARS} from ${ROWS}`);
    for (const path of [words, days]) assert.equal((await problemsOf(() => read(path)))[0].code, 'DATA_FORMAT');
  });

  it('is named by the sha256 of the file', async () => {
    const identity = await parquet.identity(
      { path: files.write('abc', 'abc'), interval: undefined, missing: undefined, columns: undefined },
      context(),
    );
    // FIPS 180-2, appendix B.1
    assert.equal(identity, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('DuckDB columns', () => {
  const run = <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => withDuckdb('test', {}, work);

  it('are the values that DuckDB itself gives', () =>
    run(async (connection) => {
      const chunk = await (await connection.stream('select i / 7 as x from range(1000) t(i)')).fetchChunk();
      assert.ok(chunk);
      const vector = chunk.getColumnVector(0);
      assert.deepEqual(
        [...doublesOf(vector, 1000)],
        Array.from({ length: 1000 }, (_, i) => vector.getItem(i)),
      );
    }));

  it('must be doubles', () =>
    run(async (connection) => {
      await assert.rejects(
        streamDoubles(connection, 'select 1 as x', [new Float64Array(1)]),
        /DOUBLE columns expected, found INTEGER/,
      );
    }));

  it('come without any extension of the network, within the limits given', () =>
    withDuckdb('test', { memory_mb: 300, threads: 1 }, async (connection) => {
      const names = ['autoinstall_known_extensions', 'autoload_known_extensions', 'threads', 'memory_limit'];
      const sql = `select ${names.map((name) => `current_setting('${name}')`).join(', ')}`;
      const [row] = (await connection.runAndReadAll(sql)).getRows();
      assert.deepEqual(row.map(String), ['false', 'false', '1', '286.1 MiB']);
    }));
});
