import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sha256 } from '../../../src/core/digest.ts';
import { fetchData } from '../../../src/data/fetch/fetch.ts';
import type { FetchReport, FetchRequest } from '../../../src/data/fetch/fetch.ts';
import { loadBars } from '../../../src/data/load.ts';
import type { LoadedBars } from '../../../src/data/load.ts';
import { listedSymbols } from '../../../src/data/membership.ts';
import type { Listed } from '../../../src/data/membership.ts';
import type { Typed } from '../../../src/core/params.ts';
import { readSingle } from '../../../src/data/_zip.ts';
import { folder, policy, problemsOf } from '../_files.ts';
import { klineAt, openExchange, tradesOf } from './_exchange.ts';
import type { Exchange } from './_exchange.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const T = 1_701_302_400_000; // 2023-11-30
const messages: string[] = [];
const watch = {
  cancelled: () => false,
  onPlan: () => {},
  onUnit: () => {},
  onMessage: (text: string) => messages.push(text),
};

/** Digests of all files below a folder, by relative path. */
function treeOf(root: string): { readonly [path: string]: string } {
  const files = readdirSync(root, { recursive: true })
    .map(String)
    .sort()
    .filter((name) => statSync(join(root, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [relative(root, join(root, name)), sha256(readFileSync(join(root, name)))]),
  );
}

describe('fetch', function () {
  this.timeout(60_000);
  let exchange: Exchange;
  const files = folder();
  let count = 0;
  beforeEach(async () => {
    exchange = await openExchange();
    messages.length = 0;
  });
  afterEach(() => exchange.close());

  const request = (over: Partial<FetchRequest> = {}): FetchRequest => ({
    exchange: 'binanceusdm',
    symbols: ['BTCUSDT'],
    interval_ms: MINUTE,
    from: T,
    to: T + 3 * DAY,
    bars: true,
    funding: false,
    format: 'parquet',
    root: join(files.path, String(count++)),
    access: { url: exchange.url, request_delay_ms: 0, retry_ms: 1, timeout_ms: 2000 },
    ...over,
  });
  const get = (asked: FetchRequest): Promise<FetchReport> => fetchData(asked, watch);
  const load = (
    root: string,
    { symbol = 'BTCUSDT', ...over }: { symbol?: string; [key: string]: unknown } = {},
  ): Promise<LoadedBars> =>
    loadBars(
      { source: { type: 'store' }, interval_ms: MINUTE, range: {}, clean: policy, exchange: 'binanceusdm', ...over },
      symbol,
      0,
      { spec: root, data: root },
    );

  it('keeps every field of a kline by month, bit for bit', async () => {
    const asked = request();
    const { series } = await get(asked);
    assert.equal(series[0].rows, 3 * 1440);
    assert.deepEqual(Object.keys(treeOf(join(asked.root, 'binanceusdm'))), [
      'swap/1m/BTCUSDT/2023-11.parquet',
      'swap/1m/BTCUSDT/2023-12.parquet',
    ]);
    const { bars } = await load(asked.root);
    assert.equal(bars.rows, 3 * 1440);
    for (const row of [0, 777, 3000]) {
      const wire = klineAt(bars.time[row], MINUTE).map(Number);
      const told = { open: 1, high: 2, low: 3, close: 4, volume: 5, quote_volume: 7, count: 8, taker_base: 9 };
      for (const [name, k] of Object.entries(told)) assert.equal(bars.columns.get(name)?.[row], wire[k], name);
    }
  });

  it('asks for nothing that is there, and only for what is missing', async () => {
    const asked = request();
    await get(asked);
    const before = exchange.asked.length;
    const again = await get(asked);
    assert.deepEqual([again.series[0].rows, again.series[0].files, again.series[0].skipped], [0, 0, 2]);
    assert.equal(exchange.asked.slice(before).filter((path) => path.includes('klines')).length, 0);
    const more = await get({ ...asked, from: T - DAY, to: T + 4 * DAY });
    assert.equal(more.series[0].rows, 2 * 1440);
    const whole = request({ from: T - DAY, to: T + 4 * DAY });
    await get(whole);
    assert.deepEqual(treeOf(asked.root), treeOf(whole.root));
  });

  it('never stores the bar that is still forming, whatever our clock says', async () => {
    exchange.now = T + DAY + 30_000;
    const asked = request({ to: undefined });
    await get(asked);
    const { bars } = await load(asked.root);
    assert.equal(bars.time[bars.rows - 1], T + DAY - MINUTE);
  });

  it('waits out 429, 418, 5xx, a cut connection, a stalled read and truncated JSON', async () => {
    const calm = request();
    await get(calm);
    for (const fault of ['limit', 'banned', 'broken', 'cut', 'stall', 'truncated'] as const) {
      exchange.faults.push(fault);
      const asked = request();
      const report = await get(asked);
      assert.equal(report.repeats, 1, fault);
      assert.deepEqual(treeOf(asked.root), treeOf(calm.root), fault);
    }
    assert.ok(
      messages.some((text) => /BTCUSDT 1m bars from 2023-11-30.*429.*1 s/.test(text)),
      messages.join('\n'),
    );
  });

  it('gives up on a host that never answers, and names it', async () => {
    const [problem] = await problemsOf(() =>
      get(request({ access: { url: 'http://127.0.0.1:9', retry_ms: 1, request_delay_ms: 0 } })),
    );
    assert.equal(problem.code, 'DATA_NETWORK');
    assert.match(problem.message, /binanceusdm: markets: no answer after 4 tries/);
  });

  it('finds torn files and fetches them again', async () => {
    const asked = request();
    await get(asked);
    const calm = treeOf(asked.root);
    const path = join(asked.root, 'binanceusdm/swap/1m/BTCUSDT/2023-11.parquet');
    truncateSync(path, 1000);
    const [problem] = await problemsOf(() => load(asked.root));
    assert.match(problem.message, /checksum differs/);
    const { series } = await get(asked);
    assert.deepEqual(series[0].torn, [path]);
    assert.deepEqual(treeOf(asked.root), calm);
  });

  it('writes the tree of Lean, reads it back, and skips the days in it', async () => {
    exchange.holes.add(T + 5 * MINUTE);
    const asked = request({ format: 'lean' });
    await get(asked);
    const path = join(asked.root, 'cryptofuture/binance/minute/btcusdt/20231130_trade.zip');
    const { name, bytes } = readSingle(path);
    assert.equal(name, '20231130_btcusdt_minute_trade_perp.csv');
    const [, open, high, low, close, volume] = klineAt(T, MINUTE).map(Number);
    assert.equal(bytes.toString().split('\n')[0], [0, open, high, low, close, volume].join(','));
    assert.ok(!bytes.toString().endsWith('\n'));
    const { bars } = await load(asked.root);
    const silent = Array.from({ length: 3 * 1440 }, (_, k) => Number(klineAt(T + k * MINUTE, MINUTE)[5])).filter(
      (v) => v === 0,
    ).length;
    assert.equal(bars.rows, 3 * 1440 - silent - 1);
    writeFileSync(path, 'PK');
    const again = await get(asked);
    assert.deepEqual([again.series[0].skipped, again.series[0].torn], [2, [path]]);
  });

  it('takes over a Lean tree that another program wrote', async () => {
    const asked = request({ format: 'lean' });
    await get(asked);
    rmSync(join(asked.root, '.fetch'), { recursive: true });
    const again = await get(asked);
    assert.deepEqual([again.series[0].rows, again.series[0].skipped], [0, 3]);
  });

  it('keeps hours of Lean in one archive that grows', async () => {
    const asked = request({ format: 'lean', interval_ms: 60 * MINUTE, to: T + DAY });
    await get(asked);
    await get({ ...asked, to: T + 40 * DAY, from: T });
    const whole = request({ format: 'lean', interval_ms: 60 * MINUTE, to: T + 40 * DAY });
    exchange.now = T + 60 * DAY;
    await get(whole);
    await get({ ...asked, to: T + 40 * DAY });
    assert.deepEqual(treeOf(asked.root), treeOf(whole.root));
    const { bars } = await load(asked.root, { interval_ms: 60 * MINUTE });
    assert.equal(bars.rows, 40 * 24);
  });

  it('keeps funding rates, and joins them to the bars they fall on', async () => {
    for (const format of ['parquet', 'lean'] as const) {
      const asked = request({ format, funding: true, interval_ms: 60 * MINUTE });
      await get(asked);
      const { bars } = await load(asked.root, {
        interval_ms: 60 * MINUTE,
        funding: { type: 'store', path: undefined },
      });
      const rate = bars.columns.get('funding_rate') as Float64Array;
      const step = 480 * MINUTE;
      const wanted = Array.from(bars.time, (time) =>
        time % step === 0 ? Number(((Math.floor(time / step) % 7) / 1e5).toFixed(8)) : 0,
      );
      assert.deepEqual([...rate], wanted, format);
    }
  });

  it('reads Kraken with vwap and count, without the forming row', async () => {
    exchange.now = T + 10 * 60 * MINUTE + 1000;
    const asked = request({ exchange: 'kraken', symbols: ['XBTUSD'], interval_ms: 60 * MINUTE, to: undefined });
    await get(asked);
    assert.ok(existsSync(join(asked.root, 'kraken/spot/1h/XBTUSD/2023-11.parquet')));
    const { bars } = await loadBars(
      { source: { type: 'store' }, interval_ms: 60 * MINUTE, range: {}, clean: policy, exchange: 'kraken' },
      'XBTUSD',
      0,
      { spec: asked.root, data: asked.root },
    );
    assert.equal(bars.rows, 10);
    assert.equal(bars.columns.get('count')?.[3], klineAt(bars.time[3], 60 * MINUTE)[8]);
    assert.equal(bars.columns.get('vwap')?.[3], Number(klineAt(bars.time[3], 60 * MINUTE)[4]));
    const [problem] = await problemsOf(() => get({ ...asked, from: T - 60 * DAY }));
    assert.match(problem.message, /kraken keeps 720 bars of 1h/);
  });

  it('makes bars of Kraken from its trades, page by page in nanoseconds, however the pages fall', async () => {
    exchange.now = T + 90 * DAY;
    const asked = (page_rows: number): FetchRequest =>
      request({
        exchange: 'kraken',
        symbols: ['XBTUSD'],
        from: T,
        to: T + 180 * MINUTE,
        interval_ms: 5 * MINUTE,
        trades: true,
        access: { url: exchange.url, request_delay_ms: 0, retry_ms: 1, timeout_ms: 1000, page_rows },
      });
    const calm = asked(1000);
    const { series } = await get(calm);
    assert.equal(series[0].rows, 36);
    const { bars } = await load(calm.root, { exchange: 'kraken', interval_ms: 5 * MINUTE, symbol: 'XBTUSD' });
    for (const row of [0, 7, 35]) {
      const minutes = [0, 1, 2, 3, 4].map((k) => bars.time[row] + k * MINUTE);
      const trades = minutes.flatMap(tradesOf);
      const prices = trades.map(({ price }) => Number(price));
      const cents = trades.reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 0n);
      const of = (name: string): number | undefined => bars.columns.get(name)?.[row];
      assert.deepEqual(
        [of('open'), of('high'), of('low'), of('close'), of('volume'), of('count')],
        [prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1), Number(cents) / 1e8, trades.length],
      );
    }
    for (const [page, fault] of [
      [7, 'cut'],
      [40, 'limit'],
      [1000, 'truncated'],
    ] as const) {
      exchange.faults.push(fault);
      const small = asked(page);
      await get(small);
      assert.deepEqual(treeOf(small.root), treeOf(calm.root), `${page} trades a page`);
    }
  });

  it('starts where a symbol was listed', async () => {
    exchange.listed = T + DAY;
    const asked = request();
    const { series } = await get(asked);
    assert.equal(series[0].rows, 2 * 1440);
    exchange.listed = T + 400 * DAY;
    const [problem] = await problemsOf(() => get(request()));
    assert.match(problem.message, /binanceusdm has no bars of BTCUSDT from 2023-11-30/);
  });

  it('of every market fills the store from which a ranking by volume takes its candidates', async () => {
    for (const format of ['parquet', 'lean'] as const) {
      const asked = request({ symbols: 'all', interval_ms: 60 * MINUTE, format });
      assert.equal((await get(asked)).series.length, 2);
      const ranked = (source: Typed, from = T): Promise<readonly Listed[]> =>
        listedSymbols(
          {
            source,
            symbols: [],
            universe: { type: 'top_volume', count: 1 },
            interval_ms: 60 * MINUTE,
            range: { from },
            exchange: 'binanceusdm',
          },
          { spec: asked.root, data: asked.root },
        );
      const both = ['BTCUSDT', 'ETHUSDT'].map((symbol) => ({ symbol, spans: undefined }));
      assert.deepEqual(await ranked({ type: 'store' }), both);
      if (format === 'lean') assert.deepEqual(await ranked({ type: 'lean', path: '.', tick: 'trade' } as Typed), both);
      else {
        const [problem] = await problemsOf(() => ranked({ type: 'store' }, T + 100 * DAY));
        assert.match(problem.message, /holds no such bars of binanceusdm in the range/);
      }
    }
  });

  it('names an unknown symbol with the nearest one, and stores nothing', async () => {
    const asked = request({ symbols: ['BTCUSTD'] });
    const [problem] = await problemsOf(() => get(asked));
    assert.equal(problem.message, 'binanceusdm has no market "BTCUSTD"');
    assert.match(problem.hint ?? '', /BTCUSDT/);
    assert.ok(!existsSync(asked.root));
  });

  it('names a folder that cannot be written', async () => {
    const root = join(files.write('plain', 'x'), 'deep');
    const [problem] = await problemsOf(() => get(request({ root })));
    assert.equal(problem.code, 'RUN_WRITE');
    assert.match(problem.message, /plain.*cannot be written/);
  });

  it('refuses rows that no exchange should give', async () => {
    const spoils: readonly [RegExp, (row: (number | string)[]) => (number | string)[]][] = [
      [/BTCUSDT 1m bars, 2023-11-30 01:00Z: prices/, (row) => (row[0] === T + 60 * MINUTE ? row.with(3, '-1') : row)],
      [/BTCUSDT 1m bars, 2023-11-30 01:00Z: prices/, (row) => (row[0] === T + 60 * MINUTE ? row.with(4, 'NaN') : row)],
      [/2023-11-30 00:00Z: time must rise/, (row) => (row[0] === T + 60 * MINUTE ? row.with(0, T) : row)],
    ];
    for (const [text, spoil] of spoils) {
      exchange.spoil = spoil;
      const asked = request();
      const [problem] = await problemsOf(() => get(asked));
      assert.match(problem.message, text);
      assert.ok(!existsSync(join(asked.root, 'binanceusdm')));
    }
  });
});
