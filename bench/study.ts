/**
 * The whole one-minute study of experiments/lightgbm-1m.yml on generated or real bars of two symbols: features, a pooled model
 * for each fold, predictions, evaluation by quantile, backtest with its ladder of fees, artifacts. Here one `assay run` in one
 * process with an empty cache (audit, report and the lock included), there pandas, TA-Lib and LightGBM (bench/peers/study.py),
 * both with two threads on the same Parquet files. Time by the clock, processor time and peak memory of either.
 *
 *     node build/bench/study.js [days = 1095 | real] [train days = 360 | 30] [test days = 30 | 5] [days of ranks = 30 | 2]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { streamOf } from '../src/core/rng.ts';
import { MARKET_COLUMNS, writeMarket } from '../src/data/_market.ts';
import { writeParquet } from '../src/report/parquet.ts';
import { ROOT, inFolderAsync, machine, peer, sharedData } from './_harness.ts';
import { bySteps, measuredRun, servedRun } from './_run.ts';

const SYMBOLS = ['BTCUSDT', 'XRPUSDT'];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SIGMA = 0.6 * Math.sqrt(MINUTE_MS / (365 * DAY_MS));
const COLUMNS = ['timestamp', 'open', 'high', 'low', 'close', 'volume'];

interface PeerTaken {
  readonly seconds: { readonly [step: string]: number };
  readonly wall: number;
  readonly peak: number;
  readonly rows: number;
  readonly ic: number;
  readonly fits: number;
  readonly total_return: number;
}

interface Bars {
  readonly from: number;
  readonly days: number;
  /** timestamp, open, high, low, close, volume of a symbol. */
  readonly columnsOf: (symbol: string) => readonly Float64Array[];
}

function generated(days: number): Bars {
  const from = Date.UTC(2022, 0, 1);
  return {
    from,
    days,
    columnsOf(symbol) {
      const rows = days * 1440;
      const columns = MARKET_COLUMNS.map(() => new Float64Array(rows));
      const params = { predictability: 0.06, horizon: 1, regimes: 3, sigma: SIGMA, common: 0.5 };
      writeMarket(params, streamOf(13, 'bench', 'study', symbol), columns, streamOf(13, 'bench', 'study'));
      return [Float64Array.from({ length: rows }, (_, t) => from + t * MINUTE_MS), ...columns.slice(0, 5)];
    },
  };
}

function real(): Bars {
  return {
    from: Date.UTC(2025, 4, 4),
    days: 52,
    columnsOf(symbol) {
      const file = sharedData(`bars-1m/binance-um_${symbol}_1m_20250504-20250624.csv.gz`);
      if (file === undefined) throw new Error('the shared data are not there');
      const [head, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
      const names = head.split(',').map((name) => name.trim().replace('open_time', 'timestamp'));
      const cells = lines.map((line) => line.split(',').map(Number));
      return COLUMNS.map((name) => Float64Array.from(cells, (row) => row[names.indexOf(name)]));
    },
  };
}

async function writeBars(folder: string, { columnsOf }: Bars): Promise<void> {
  mkdirSync(join(folder, 'bars'));
  for (const symbol of SYMBOLS) {
    const columns = columnsOf(symbol).map((values, k) => ({
      name: COLUMNS[k],
      kind: k === 0 ? ('time' as const) : ('number' as const),
      values,
    }));
    await writeParquet([
      { path: join(folder, 'bars', `${symbol}.parquet`), table: { rows: columns[0].values.length, columns } },
    ]);
  }
}

/** The shipped experiment on these bars and folds. */
function writeSpec(folder: string, { from, days }: Bars, [train, test, window]: readonly number[]): void {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  writeFileSync(join(folder, 'lightgbm-1m.yml'), readFileSync(join(ROOT, 'experiments/lightgbm-1m.yml')));
  writeFileSync(join(folder, 'config.yml'), 'paths: { data: ., results: results, logs: logs, cache: cache }\n');
  writeFileSync(
    join(folder, 'study.yml'),
    `version: 1
name: study
extends: [lightgbm-1m.yml]
data:
  source: { type: parquet, path: './bars/{symbol}.parquet' }
  range: { from: ${day(from)}, to: ${day(from + days * DAY_MS)} }
split: { type: walk_forward, train: ${train}d, test: ${test}d }
signals: { decile: { window: ${window}d } }
evaluation: { diagnostics: { profile: { window: ${window}d } } }
`,
  );
}

async function compare(bars: Bars, lengths: readonly number[]): Promise<void> {
  await inFolderAsync(async (folder) => {
    await writeBars(folder, bars);
    writeSpec(folder, bars, lengths);
    const here = measuredRun(import.meta.filename, folder, ['study.yml']);
    const there = peer<PeerTaken>('study.py', [folder, ...lengths.map(String), ...SYMBOLS]);
    const processor = Object.values(there.seconds).reduce((a, b) => a + b, 0);
    console.log(machine());
    console.log(`2 symbols x ${bars.days} days of minutes = ${there.rows} rows, ${there.fits} folds`);
    const told = (name: string, wall: number, seconds: number, peak: number, steps: string): void =>
      console.log(
        `${name.padEnd(9)} ${wall.toFixed(1)} s by the clock, ${seconds.toFixed(1)} s of processor, peak ${(peak / 1e6).toFixed(0)} MB; ${steps}`,
      );
    told('ours', here.wall, here.seconds, here.peak, bySteps(here.nodes));
    told('LightGBM', there.wall, processor, there.peak, bySteps(Object.entries(there.seconds)));
    console.log(
      `ratio     ${(there.wall / here.wall).toFixed(2)} by the clock, ${(processor / here.seconds).toFixed(2)} of processor, memory ${(here.peak / there.peak).toFixed(2)}`,
    );
    console.log(
      `found     fits ${here.fits} and ${there.fits}, ic ${here.ic.toFixed(4)} and ${there.ic.toFixed(4)}, total return ${here.total_return.toFixed(4)} and ${there.total_return.toFixed(4)}`,
    );
    if (Math.abs(here.ic - there.ic) > 0.01 || here.fits !== there.fits)
      throw new Error('the two have not done the same work');
  });
}

if (!(await servedRun())) {
  const given = process.argv.slice(2);
  const isReal = given[0] === 'real';
  const bars = isReal ? real() : generated(Number(given[0] ?? 1095));
  const usual = isReal ? [30, 5, 2] : [360, 30, 30];
  await compare(
    bars,
    usual.map((value, k) => Number(given[k + 1] ?? value)),
  );
}
