import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RawBars } from '../../src/core/contracts/source.ts';
import type { Typed } from '../../src/core/params.ts';
import { auditBars } from '../../src/data/audit.ts';
import type { DataAudit } from '../../src/data/audit.ts';
import { barFileSource } from '../../src/data/bar-file.ts';
import { readLeanTable } from '../../src/data/_lean.ts';
import { leanText } from '../../src/data/_lean-rows.ts';
import { readSingle } from '../../src/data/_zip.ts';
import { auditSource } from '../../src/data/load.ts';
import binanceVision from '../../src/data/source/binance-vision.ts';
import csv from '../../src/data/source/csv.ts';
import freqtrade from '../../src/data/source/freqtrade.ts';
import lean from '../../src/data/source/lean.ts';
import { needsShared } from '../_shared.ts';
import { context, folder } from './_files.ts';

const MINUTE = 60_000;
const at = (text: string): number => Date.parse(`${text}Z`);

/** The audit of a file by itself, bar size as stated or the commonest step. */
async function auditOf(
  path: string,
  symbol = 'BTCUSDT',
  interval_ms = 0,
  source: Typed = barFileSource(path),
): Promise<DataAudit> {
  const clean = { gaps: 'keep', max_gap_bars: undefined, duplicates: 'keep_last', zero_volume: 'keep' } as const;
  const { audit } = await auditSource({ source, interval_ms, range: {}, clean }, symbol, 0, { spec: '/', data: '/' });
  return audit;
}

const faultless = (audit: DataAudit): void => {
  for (const name of ['duplicates', 'backward', 'off_grid', 'unknown', 'violations'] as const)
    assert.equal(audit[name].count, 0, name);
  assert.equal(audit.forming, false);
};

describe('real files', function () {
  this.timeout(120_000);
  const own = folder();

  it('5m bars of 2023 and 2024: 143,900 rows, no gap, three bars without volume', async function () {
    const audit = await auditOf(needsShared(this, 'bars-5m', 'binance-um_BTCUSDT_5m_20230101-20240514.csv.gz'));
    faultless(audit);
    assert.deepEqual([audit.rows, audit.interval_ms, audit.gaps.count], [143_900, 5 * MINUTE, 0]);
    assert.deepEqual([audit.first, audit.last], [at('2023-01-01T00:00'), at('2024-05-14T15:35')]);
    assert.deepEqual(audit.zero_volume.times, [at('2023-09-12T08:35'), at('2023-09-12T08:40'), at('2023-09-12T08:45')]);
  });

  it('spot minutes with an outage: 72 without volume, then 80 missing', async function () {
    const audit = await auditOf(
      needsShared(this, 'bars-1m', 'binance-spot_BTCUSDT_1m_20230101-20230331_vision12col.csv.gz'),
    );
    faultless(audit);
    assert.equal(audit.rows, 129_520);
    assert.deepEqual(audit.gaps.list, [{ from: at('2023-03-24T12:40'), bars: 80 }]);
    assert.deepEqual([audit.zero_volume.count, audit.zero_volume.times[0]], [72, at('2023-03-24T11:28')]);
  });

  it('hours with 1,000 missing in two holes', async function () {
    const audit = await auditOf(
      needsShared(this, 'defects', 'REAL-DEFECT_binance-um_BTCUSDT_1h_1000-missing-bars.csv.gz'),
    );
    assert.deepEqual([audit.gaps.count, audit.gaps.missing_bars], [2, 1000]);
  });

  it('32 perpetuals by the hour: 4,416 rows each, no gap', async function () {
    const root = needsShared(this, 'bars-1h-xs');
    const files = readdirSync(root);
    assert.equal(files.length, 32);
    for (const file of files) {
      const audit = await auditOf(join(root, file));
      faultless(audit);
      assert.deepEqual([audit.rows, audit.gaps.count, audit.interval_ms], [4416, 0, 60 * MINUTE], file);
    }
  });

  it('16 perpetuals by five minutes: flat bars on 2025-08-29', async function () {
    const root = needsShared(this, 'bars-5m-xs');
    const files = readdirSync(root);
    assert.equal(files.length, 16);
    for (const file of files) {
      const audit = await auditOf(join(root, file));
      faultless(audit);
      assert.ok(audit.rows > 25_000, file);
      assert.equal(audit.gaps.count, 0, file);
      for (const minute of ['06:20', '06:25', '06:30'])
        assert.ok(audit.zero_volume.times.includes(at(`2025-08-29T${minute}`)), file);
    }
  });

  it('Kraken hours in seconds without a header, hours without a trade absent', async function () {
    const audit = await auditOf(needsShared(this, 'kraken', 'kraken-spot_XBTUSD_60_krakenOHLCVT_original.csv.gz'));
    faultless(audit);
    assert.equal(audit.interval_ms, 60 * MINUTE);
    assert.ok(audit.gaps.count > 0);
    assert.equal(audit.zero_volume.count, 0);
  });

  it('a monthly CSV of Binance Vision with its header', async function () {
    const audit = await auditOf(
      needsShared(this, 'formats', 'binance-vision-monthly-with-header_FILUSDT-1m-2023-10.csv.gz'),
    );
    faultless(audit);
    assert.deepEqual([audit.rows, audit.gaps.count], [31 * 1440, 0]);
    assert.deepEqual(audit.columns, ['open', 'high', 'low', 'close', 'volume', 'count', 'quote_volume', 'taker_base']);
  });

  it('daily zips of Binance Vision equal the same days of the long file', async function () {
    const path = needsShared(this, 'formats', 'binance-vision-zip');
    const long = needsShared(this, 'bars-1m', 'binance-spot_BTCUSDT_1m_20230101-20230331_vision12col.csv.gz');
    const range = { from: at('2023-03-23T00:00'), to: at('2023-03-26T00:00') };
    const zips = await binanceVision.open({ path, missing: undefined, interval: undefined }, context({ range }));
    const whole = await csv.open(
      { path: long, missing: undefined, interval: undefined, columns: undefined },
      context(),
    );
    const from = whole.time.indexOf(range.from);
    assert.equal(zips.time.length, 3 * 1440 - 80);
    assert.deepEqual(zips.time, whole.time.slice(from, from + zips.time.length));
    for (const [name, values] of zips.columns)
      assert.deepEqual(values, whole.columns.get(name)?.slice(from, from + values.length), name);
  });

  it('the Parquet file by its own symbol', async function () {
    const audit = await auditOf(needsShared(this, 'formats', 'parquet_BTCUSDT_1m_20260601-20260710.parquet'));
    faultless(audit);
    assert.deepEqual([audit.rows, audit.gaps.count], [56_161, 0]);
  });

  describe('freqtrade', () => {
    const open = (path: string, candle: 'spot' | 'mark' | 'trades' = 'spot', interval_ms = MINUTE): Promise<RawBars> =>
      freqtrade.open({ path, candle, missing: undefined, interval: undefined }, context({ interval_ms }));

    it('feather with lz4 blocks and JSON hold the same bars', async function () {
      const root = needsShared(this, 'formats', 'freqtrade');
      for (const [feather, json] of [
        ['UNITTEST_BTC-1m.feather', 'UNITTEST_BTC-1m.json.gz'],
        ['futures_XRP_USDT_USDT-1h-futures.feather', 'futures_XRP_USDT_USDT-1h-futures.json.gz'],
      ]) {
        const [a, b] = [await open(join(root, feather)), await open(join(root, json))];
        assert.deepEqual(a.time, b.time);
        for (const [name, values] of a.columns) {
          const other = b.columns.get(name) as Float64Array;
          const relative = values.map((x, i) => Math.abs(x - other[i]) / Math.max(1e-300, Math.abs(x)));
          assert.ok(Math.max(...relative) < 1e-15, `${feather} ${name}`);
        }
      }
    });

    it('every file opens', async function () {
      const root = needsShared(this, 'formats', 'freqtrade');
      const rows: { [file: string]: number } = {};
      for (const file of readdirSync(root)) {
        const candle = file.includes('trades') ? 'trades' : file.includes('mark') ? 'mark' : 'spot';
        rows[file] = (await open(join(root, file), candle)).time.length;
      }
      assert.deepEqual(rows, {
        'BTC_USDT_USDT-1h-futures.feather': 11_991,
        'UNITTEST_BTC-1m.feather': 13_681,
        'UNITTEST_BTC-1m.json.gz': 13_681,
        'UNITTEST_BTC-5m.feather': 5_760,
        'UNITTEST_BTC-8m.json.gz': 13_681,
        'XRP_ETH-trades.parquet': 2_469,
        'futures_XRP_USDT_USDT-1h-futures.feather': 100,
        'futures_XRP_USDT_USDT-1h-futures.json.gz': 100,
        'futures_XRP_USDT_USDT-1h-mark.feather': 100,
        'futures_XRP_USDT_USDT-5m-futures.feather': 1_999,
        'futures_XRP_USDT_USDT-8h-funding_rate.feather': 91,
      });
    });

    it('trades become bars that hold every trade', async function () {
      const raw = await open(needsShared(this, 'formats', 'freqtrade', 'XRP_ETH-trades.parquet'), 'trades');
      const count = raw.columns.get('count') as Float64Array;
      assert.equal(
        count.reduce((a, b) => a + b),
        12_477,
      );
      assert.deepEqual([raw.time[0], raw.columns.get('open')?.[0]], [at('2019-10-11T00:00'), 0.00141342]);
    });

    it('a data folder is asked by pair', async function () {
      const root = needsShared(this, 'formats', 'freqtrade');
      const raw = await freqtrade.open(
        { path: root, candle: 'futures', missing: undefined, interval: undefined },
        context({ interval_ms: 60 * MINUTE }),
      );
      assert.equal(raw.time.length, 11_991);
    });
  });

  describe('a Lean tree', () => {
    const unpack = (test: Mocha.Context): string => {
      execFileSync('tar', [
        'xzf',
        needsShared(test, 'formats', 'lean_Data_binance+coinbase-part.tar.gz'),
        '-C',
        own.path,
      ]);
      return join(own.path, 'Data');
    };
    const zipsBelow = (root: string): string[] =>
      readdirSync(root, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.zip'))
        .sort();

    it('is written again as it was, inside the zips', function () {
      const root = unpack(this);
      const zips = zipsBelow(root);
      assert.equal(zips.length, 17);
      for (const name of zips) {
        const path = join(root, name);
        const { columns } = readLeanTable([{ path, day: undefined }]);
        const text = leanText(columns, 0, columns[0].length, name.includes('minute'));
        assert.ok(Buffer.from(text).equals(readSingle(path).bytes), name);
      }
    });

    it('is audited file by file', async function () {
      const root = unpack(this);
      for (const name of zipsBelow(root)) {
        const audit = await auditOf(join(root, name));
        assert.equal(
          audit.interval_ms,
          name.includes('minute') ? MINUTE : name.includes('hour') ? 60 * MINUTE : 1440 * MINUTE,
          name,
        );
        assert.equal(
          audit.duplicates.count + audit.backward.count + audit.off_grid.count + audit.unknown.count,
          0,
          name,
        );
      }
    });

    it('is read by exchange and symbol; quotes are the middle', async function () {
      const path = unpack(this);
      const open = (tick: 'trade' | 'quote', symbol: string, over: object = {}): Promise<RawBars> =>
        lean.open(
          { path, tick, market: undefined, missing: undefined, interval: undefined },
          context({ symbol, ...over }),
        );
      const trades = await open('trade', 'ADAUSDT', { exchange: 'binanceusdm' });
      assert.deepEqual([trades.time.length, trades.columns.get('volume')?.[0]], [1440, 274_004]);
      const quotes = await open('quote', 'ADAUSDT');
      assert.equal(quotes.columns.get('open')?.[0], (0.3066 + 0.3067) / 2);
      const hours = await open('trade', 'BTCUSDT', { interval_ms: 60 * MINUTE });
      assert.deepEqual([hours.time[0], hours.columns.get('open')?.[0]], [at('2018-05-01T00:00'), 9246.01]);
    });
  });
});

describe('audit', () => {
  it('counts what is wrong, row by row, and refuses nothing', () => {
    const rows = [
      [0, 5, 6, 4, 5, 1],
      [60_000, 5, 6, 4, 7, 1],
      [60_000, 5, 6, 4, 5, 0],
      [300_000, 5, 6, 4, 5, 1],
      [240_000, NaN, 6, 4, 5, 1],
      [310_000, 5, 6, -4, 5, 1],
    ];
    const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]);
    const columns = new Map(['open', 'high', 'low', 'close', 'volume'].map((name, k) => [name, column(k + 1)]));
    const raw: RawBars = {
      time: column(0),
      columns,
      notes: { stamps: [], header: null, mapped: {}, ignored: [] },
      place: String,
    };
    const audit = auditBars(raw, { interval_ms: MINUTE, range: {}, seen_ms: 320_000 });
    assert.deepEqual(audit.gaps, { count: 1, missing_bars: 2, list: [{ from: 120_000, bars: 2 }] });
    assert.deepEqual(
      [audit.duplicates.times, audit.backward.times, audit.off_grid.times],
      [[60_000], [240_000], [310_000]],
    );
    assert.deepEqual(
      [audit.unknown.times, audit.zero_volume.times, audit.violations.times],
      [[240_000], [60_000], [60_000, 310_000]],
    );
    assert.equal(audit.forming, true);
  });
});
