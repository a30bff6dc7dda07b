import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchUniverse } from '../../src/data/fetch/universe.ts';
import { formatUniverse, membersAt, parseUniverse, updateUniverse } from '../../src/data/universe.ts';
import { folder, problemsOf } from './_files.ts';
import { openExchange } from './fetch/_exchange.ts';

const DAY = 86_400_000;

describe('universe', () => {
  const files = folder();

  it('ends who leaves, begins who joins, and lets who comes back begin anew', () => {
    let list = updateUniverse([], ['A', 'B'], 10 * DAY);
    list = updateUniverse(list, ['B', 'C'], 20 * DAY);
    list = updateUniverse(list, ['A', 'B'], 30 * DAY);
    assert.equal(
      formatUniverse(list),
      'symbol,from,to\nA,1970-01-11,1970-01-21\nA,1970-01-31,\nB,1970-01-11,\nC,1970-01-21,1970-01-31\n',
    );
    assert.deepEqual(
      [0, 10, 20, 30].map((day) => membersAt(list, day * DAY).join('')),
      ['', 'AB', 'BC', 'AB'],
    );
    assert.deepEqual(membersAt(parseUniverse(formatUniverse(list), 'x'), 25 * DAY), ['B', 'C']);
  });

  it('refuses a list without dates', async () => {
    const [problem] = await problemsOf(() => parseUniverse('BTCUSDT\nETHUSDT\n', 'x.csv'));
    assert.equal(problem.expected, 'symbol,from,to');
    const [row] = await problemsOf(() => parseUniverse('symbol,from,to\nA,2024-01-02,2024-01-01\n', 'x.csv'));
    assert.match(row.message, /"x.csv" line 2 is no membership/);
  });

  it('is ranked by quote volume and kept by date', async () => {
    const exchange = await openExchange();
    try {
      const path = join(files.path, 'top1.csv');
      const access = { url: exchange.url, request_delay_ms: 0, retry_ms: 1 };
      const get = () =>
        fetchUniverse(
          { exchange: 'binanceusdm', count: 1, path, access },
          { cancelled: () => false, onMessage: () => {} },
        );
      assert.deepEqual((await get()).symbols, ['BTCUSDT']);
      exchange.volumes = [3, 5];
      exchange.now += DAY;
      const { joined, left } = await get();
      assert.deepEqual([joined, left], [['ETHUSDT'], ['BTCUSDT']]);
      assert.equal(readFileSync(path, 'utf8'), 'symbol,from,to\nBTCUSDT,2024-01-01,2024-01-02\nETHUSDT,2024-01-02,\n');
    } finally {
      await exchange.close();
    }
  });
});
