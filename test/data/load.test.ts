import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import type { Bars } from '../../src/core/artifacts.ts';
import { loadBars, sourceIdentity } from '../../src/data/load.ts';
import type { DataRequest } from '../../src/data/load.ts';
import { resampleBars } from '../../src/data/resample.ts';
import { needsShared } from '../_shared.ts';
import { folder, policy, problemsOf } from './_files.ts';

const MINUTE = 60_000;
const T = 1672531200000;
const HEADER = 'timestamp,open,high,low,close,volume\n';
const request = (path: string, over: Partial<DataRequest> = {}, source: object = {}): DataRequest => ({
  source: { type: 'csv', path, ...source },
  interval_ms: MINUTE,
  range: {},
  clean: policy,
  ...over,
});

describe('loading bars', () => {
  const files = folder();
  const roots = { spec: `${files.path}/spec`, data: files.path };
  const line = (minute: number): string => `${T + minute * MINUTE},1,1,1,1,1\n`;

  it('finds paths below the data folder, beside the spec, and by symbol', async () => {
    files.write('eth.csv', HEADER + line(0));
    for (const path of ['{symbol}.csv', '../eth.csv', `${files.path}/eth.csv`]) {
      assert.equal((await loadBars(request(path), 'eth', 0, roots)).bars.rows, 1, path);
    }
    const [problem] = await problemsOf(() => loadBars(request('./eth.csv'), 'eth', 0, roots));
    assert.match(problem.message, /spec\/eth\.csv" does not exist/);
  });

  it('resamples a finer file, max_gap being in bars of the spec', async () => {
    const minutes = [0, 1, 2, 3, 4, 10, 11, 12, 13, 14];
    files.write('fine.csv', HEADER + minutes.map(line).join(''));
    const clean = { ...policy, gaps: 'forward_fill', max_gap_bars: 1 } as const;
    const data = request('fine.csv', { interval_ms: 5 * MINUTE, clean }, { interval: MINUTE });
    const { bars, report } = await loadBars(data, 'X', 0, roots);
    assert.deepEqual([...bars.time], [T, T + 5 * MINUTE, T + 10 * MINUTE]);
    assert.deepEqual([...(bars.columns.get('volume') ?? [])], [5, 0, 5]);
    assert.equal(report.filled_bars, 5);
  });

  it('gives the identity without reading bars, and the truth of generated ones', async () => {
    const source = { type: 'synthetic', predictability: 0.1, horizon: 4, regimes: 2, annual_volatility: 0.5 };
    const data = { ...request(''), source, range: { from: 0, to: 100 * MINUTE } };
    const loaded = await loadBars(data, 'S', 3, roots);
    assert.deepEqual(loaded.identity, await sourceIdentity(data, 'S', 3, roots));
    assert.equal(loaded.truth?.correlation, 0.1);
    assert.deepEqual([loaded.bars.rows, loaded.months.length], [100, 1]);
  });
});

describe('stated funding', () => {
  const files = folder();
  const HOUR = 60 * MINUTE;
  const range = { from: T, to: T + 48 * HOUR };
  const rates = (rate: number): string =>
    `timestamp,funding_rate\n${[0, 8, 16, 24, 32, 40].map((hour) => `${T + hour * HOUR},${rate}\n`).join('')}`;
  const generated = { type: 'synthetic', predictability: 0, horizon: 4, regimes: 2, annual_volatility: 0.5 };
  const csv = { type: 'csv', path: 'funding.csv' } as const;
  const paid = async (source: DataRequest['source'], funding: DataRequest['funding']) => {
    const data = { ...request(''), interval_ms: HOUR, source, range, funding };
    const roots = { spec: files.path, data: files.path };
    const { bars, identity } = await loadBars(data, 'S', 3, roots);
    assert.deepEqual(identity, await sourceIdentity(data, 'S', 3, roots));
    const column = bars.columns.get('funding_rate');
    return column && [...column].filter((rate) => rate !== 0);
  };

  it('is read beside generated bars, and its absence is told', async () => {
    files.write('funding.csv', rates(-0.0007));
    assert.deepEqual(await paid(generated, csv), Array<number>(6).fill(-0.0007));
    assert.equal(await paid(generated, undefined), undefined);
    const [problem] = await problemsOf(() => paid(generated, { ...csv, path: 'none.csv' }));
    assert.match(problem.message, /none\.csv" does not exist/);
  });

  it('is generated for bars that stand in for a missing file only', async () => {
    files.write('funding.csv', rates(-0.0007));
    const standIn = { type: 'csv', path: 'no-bars.csv', missing: 'synthetic' };
    assert.deepEqual(await paid(standIn, csv), Array<number>(6).fill(1e-4));
    const hours = Array.from({ length: 48 }, (_, hour) => `${T + hour * HOUR},1,1,1,1,1\n`);
    files.write('bars.csv', HEADER + hours.join(''));
    assert.deepEqual(await paid({ ...standIn, path: 'bars.csv' }, csv), Array<number>(6).fill(-0.0007));
  });
});

describe('real bars', () => {
  const load = async (test: Mocha.Context, interval_ms: number, parts: string[], type = 'csv') => {
    const path = needsShared(test, ...parts);
    return loadBars(request(path, { interval_ms }, { type }), 'BTCUSDT', 0, {
      spec: dirname(path),
      data: dirname(path),
    });
  };
  const spot = (size: string): string[] => [
    `bars-${size}`,
    `binance-spot_BTCUSDT_${size}_20230101-20230331_vision12col.csv.gz`,
  ];

  it('load with their truncated bar and their flat bars', async function () {
    const { bars, report } = await load(this, 5 * MINUTE, [
      'bars-5m',
      'binance-um_BTCUSDT_5m_20230101-20240514.csv.gz',
    ]);
    assert.deepEqual([bars.rows, report.gaps, report.zero_volume], [143_900, 0, 3]);
    const cut = bars.time.indexOf(Date.UTC(2023, 10, 10, 15, 5));
    assert.equal(bars.columns.get('close')?.[cut], 37_118.4);
  });

  it('show the outage of 2023-03-24', async function () {
    const { report } = await load(this, MINUTE, spot('1m'));
    assert.deepEqual(report.gap_list, [[Date.UTC(2023, 2, 24, 12, 40), 80]]);
    assert.deepEqual([report.rows_kept, report.zero_volume], [129_520, 72]);
  });

  it('show hours without a trade, in seconds and without a header', async function () {
    const { report, notes } = await load(this, 60 * MINUTE, [
      'kraken',
      'kraken-spot_XBTUSD_60_krakenOHLCVT_original.csv.gz',
    ]);
    assert.deepEqual([report.rows_kept, report.gaps, notes.stamps, notes.header], [70_253, 3254, ['s'], null]);
  });

  it('show the two holes of the defective file', async function () {
    const { report } = await load(this, 60 * MINUTE, [
      'defects',
      'REAL-DEFECT_binance-um_BTCUSDT_1h_1000-missing-bars.csv.gz',
    ]);
    assert.deepEqual([report.gaps, report.missing_bars], [2, 1000]);
  });

  it('come from Parquet', async function () {
    const { bars, months } = await load(
      this,
      MINUTE,
      ['formats', 'parquet_BTCUSDT_1m_20260601-20260710.parquet'],
      'parquet',
    );
    assert.deepEqual([bars.rows, months.map((month) => month.month)], [56_161, ['2026-06', '2026-07']]);
  });

  for (const [size, interval, rows] of [
    ['15m', 15 * MINUTE, 8635],
    ['1h', 60 * MINUTE, 2159],
  ] as const) {
    it(`of 1m resample to the exchange's own ${size} bars bit for bit`, async function () {
      const coarse = resampleBars((await load(this, MINUTE, spot('1m'))).bars, interval);
      const own: Bars = (await load(this, interval, spot(size))).bars;
      assert.deepEqual([coarse.rows, own.rows], [rows, rows]);
      assert.deepEqual(coarse.time, own.time);
      for (const name of ['open', 'high', 'low', 'close', 'volume', 'count', 'taker_base']) {
        assert.deepEqual(coarse.columns.get(name), own.columns.get(name), name);
      }
    });

    it(`of 1m add up to the ${size} quote volume to the last bit but one: sixteen digits do not fit a double`, async function () {
      const coarse = resampleBars((await load(this, MINUTE, spot('1m'))).bars, interval).columns.get('quote_volume');
      const own = (await load(this, interval, spot(size))).bars.columns.get('quote_volume') as Float64Array;
      const apart = own.filter((x, i) => x !== coarse?.[i]);
      assert.ok(apart.length <= 3);
      own.forEach((x, i) => assert.ok(Math.abs((coarse?.[i] ?? NaN) - x) <= x * Number.EPSILON));
    });
  }
});
