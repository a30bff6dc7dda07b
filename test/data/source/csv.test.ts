import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { RawBars } from '../../../src/core/contracts/source.ts';
import csv from '../../../src/data/source/csv.ts';
import { context, folder, problemsOf } from '../_files.ts';

const HEADER = 'timestamp,open,high,low,close,volume\n';
const T = 1672531200000;
const ROWS = [`${T},1,3,0.5,2,10`, `${T + 60_000},2,4,1.5,3,0.1`];

describe('csv source', () => {
  const files = folder();
  let count = 0;
  const open = (text: string | Uint8Array, name = `${count++}.csv`, over: object = {}): Promise<RawBars> => {
    const path = files.write(name, text);
    return csv.open({ path, interval: undefined, missing: undefined, columns: undefined, ...over }, context());
  };
  const refusal = (text: string | Uint8Array, over: object = {}, name?: string) =>
    problemsOf(() => open(text, name, over));

  it('reads a file with a header', async () => {
    const raw = await open(HEADER + ROWS.join('\n'));
    assert.deepEqual([...raw.time], [T, T + 60_000]);
    assert.deepEqual(
      [...raw.columns].map(([name, x]) => [name, [...x]]),
      [
        ['open', [1, 2]],
        ['high', [3, 4]],
        ['low', [0.5, 1.5]],
        ['close', [2, 3]],
        ['volume', [10, 0.1]],
      ],
    );
    assert.deepEqual(raw.notes.stamps, ['ms']);
    assert.equal(raw.place(1), '"0.csv" line 3');
  });

  it('reads a gzipped file, quotes, CRLF, blanks and a byte order mark to the same bars', async () => {
    const plain = await open(HEADER + ROWS.join('\n'));
    const quoted = ROWS.map((row) => ` "${row.replaceAll(',', '" , "')}" `).join('\r\n');
    const odd = `\ufeff"Timestamp", OPEN ,High,Low,Close,Volume\r\n${quoted}\r\n\r\n`;
    for (const raw of [await open(HEADER + ROWS.join('\n'), 'a.csv.gz'), await open(odd)]) {
      assert.deepEqual([...raw.time], [...plain.time]);
      assert.deepEqual([...raw.columns], [...plain.columns]);
    }
  });

  it('maps the names of exchanges without regard to case', async () => {
    const raw = await open(
      `Open Time,Open,High,Low,Close,Volume,Close time,Quote_Volume,Trades,Taker_Buy_Volume\n${T},1,3,1,2,10,5,20,7,4\n`,
    );
    assert.deepEqual(raw.notes.mapped['taker_base'], 'Taker_Buy_Volume');
    assert.deepEqual(raw.notes.ignored, ['Close time']);
    assert.deepEqual(
      ['quote_volume', 'count', 'taker_base'].map((name) => raw.columns.get(name)?.[0]),
      [20, 7, 4],
    );
  });

  it('knows the layouts without a header by their number of cells', async () => {
    const kraken = await open('1381093200,122.0,122.0,122.0,122.0,0.1,1\n');
    assert.deepEqual([kraken.time[0], kraken.columns.get('count')?.[0], kraken.notes.header], [1381093200000, 1, null]);
    const rest = await open('1381093200,1,3,1,2,1.5,10,7\n');
    assert.deepEqual([rest.columns.get('vwap')?.[0], rest.columns.get('volume')?.[0]], [1.5, 10]);
    const binance = await open(`${T},1,3,1,2,10,${T + 59_999},20,7,4,8,0\n`);
    assert.deepEqual(
      ['quote_volume', 'count', 'taker_base'].map((name) => binance.columns.get(name)?.[0]),
      [20, 7, 4],
    );
  });

  it('takes seconds, milliseconds, microseconds, nanoseconds and ISO stamps for the same time', async () => {
    for (const stamp of [
      `${T / 1000}`,
      `${T}`,
      `${T}000`,
      `${T}000000`,
      '2023-01-01 00:00:00',
      '2023-01-01T00:00:00Z',
      `${T / 1000}.0`,
    ]) {
      const raw = await open(`${HEADER}${stamp},1,3,1,2,10\n`);
      assert.equal(raw.time[0], T, stamp);
    }
  });

  it('takes the rows of its symbol from a file of several, with their lines', async () => {
    const raw = await open(
      `timestamp,symbol,open,high,low,close,volume\n${T},ETHUSDT,1,1,1,1,1\n${T},BTCUSDT,2,2,2,2,2\n`,
    );
    assert.deepEqual([...(raw.columns.get('close') ?? [])], [2]);
    assert.match(raw.place(0), /line 3$/);
  });

  it('says which symbols a file has where its own is not there', async () => {
    const [problem] = await refusal(`timestamp,symbol,open,high,low,close,volume\n${T},ETHUSDT,1,1,1,1,1\n`);
    assert.deepEqual([problem.code, problem.found], ['DATA_RANGE', 'ETHUSDT']);
  });

  it('follows `columns` by name, and by position without a header', async () => {
    const named = await open(`when,open,high,low,px,volume\n${T},1,3,1,2,10\n`, undefined, {
      columns: { timestamp: 'when', close: 'px' },
    });
    assert.equal(named.columns.get('close')?.[0], 2);
    const placed = await open(`${T},10,1,3,1,2,9,9,9\n`, undefined, {
      columns: { timestamp: '1', volume: '2', open: '3', high: '4', low: '5', close: '6' },
    });
    assert.deepEqual([placed.columns.get('volume')?.[0], placed.columns.get('close')?.[0]], [10, 2]);
  });

  it('names file, line, column and text of each bad cell, the first five and their number', async () => {
    const bad = Array.from({ length: 7 }, (_, i) => `${T + i * 60_000},1,3,1,abc${i},10`).join('\n');
    const problems = await refusal(HEADER + bad);
    assert.equal(problems.length, 6);
    assert.equal(problems[0].code, 'DATA_FORMAT');
    assert.match(problems[0].message, /\.csv" line 2 column "close" is not a number$/);
    assert.equal(problems[0].found, '"abc0"');
    assert.match(problems[5].message, /2 more/);
  });

  it('calls NaN and infinite cells values that cannot be', async () => {
    for (const text of ['nan', 'NaN', 'inf', '-Infinity', '1e999', 'null']) {
      const [problem] = await refusal(`${HEADER}${T},1,3,1,${text},10\n`);
      assert.equal(problem.code, 'DATA_VALUE', text);
    }
  });

  it('refuses a line that is cut short, a stamp that is none and an empty line in between', async () => {
    const facts = [`${HEADER}${T},1,3,1`, `${HEADER}soon,1,3,1,2,10`, `${HEADER}${ROWS[0]}\n\n${ROWS[1]}\n`];
    const found = await Promise.all(
      facts.map(async (text) => (await refusal(text))[0].message.replace(/^"[^"]*" /, '')),
    );
    assert.deepEqual(found, [
      'line 2 has 4 cells where the first line has 6',
      'line 2 column "timestamp" is no time',
      'line 3 is empty',
    ]);
  });

  it('refuses lines of unbounded length without reading on', async () => {
    const [problem] = await refusal(`${HEADER}${'1'.repeat(70_000)}\n`);
    assert.match(problem.message, /line 2 is longer than 65536 bytes/);
    assert.match((await refusal('1'.repeat(3_000_000)))[0].message, /line 1 is longer/);
  });

  it('refuses a missing file, and a header without a needed column', async () => {
    const [missing] = await problemsOf(() =>
      csv.open({ path: '/nowhere/x.csv', interval: undefined, missing: undefined, columns: undefined }, context()),
    );
    assert.equal(missing.code, 'DATA_FILE');
    assert.match(missing.message, /\/nowhere\/x\.csv/);
    assert.ok(missing.hint);
    const [header] = await refusal('timestamp,open,high,low,volume\n1,1,1,1,1\n');
    assert.match(header.message, /no column for "close"/);
  });

  it('refuses a damaged archive, a binary file, an empty file and columns of doubtful meaning', async () => {
    const packed = gzipSync(HEADER + ROWS.join('\n'));
    const cut = await refusal(packed.subarray(0, packed.length - 12), {}, 'cut.csv.gz');
    const texts = [
      cut,
      await refusal('PK\u0003\u0004'),
      await refusal(''),
      await refusal('time,open,high,low,close,volume,Close\n'),
    ];
    assert.deepEqual(
      texts.map(([problem]) => problem.code),
      ['DATA_FORMAT', 'DATA_FORMAT', 'DATA_FORMAT', 'DATA_FORMAT'],
    );
  });

  it('gives the same bars whatever the chunks of the file are', async () => {
    const many = Array.from(
      { length: 60_000 },
      (_, i) => `${T + i * 60_000},${i + 1}.25,${i + 2},${i + 1},${i + 1}.5,0.001`,
    );
    const raw = await open(`${HEADER}${many.join('\n')}\n`);
    assert.equal(raw.time.length, 60_000);
    assert.ok(raw.columns.get('open')?.every((x, i) => x === i + 1.25));
    assert.ok(raw.time.every((time, i) => time === T + i * 60_000));
  });

  it('is named by the sha256 of the bytes of the file', async () => {
    const path = files.write('abc.csv', 'abc');
    const identity = await csv.identity(
      { path, interval: undefined, missing: undefined, columns: undefined },
      context(),
    );
    // FIPS 180-2, appendix B.1
    assert.equal(identity, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('objects to a column that no bar has', () => {
    const objections = csv.check?.({ path: 'x', interval: undefined, missing: undefined, columns: { clsoe: 'c' } });
    assert.match(String(objections?.[0].message), /"clsoe" is no bar column/);
  });
});
