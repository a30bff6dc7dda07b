/**
 * A cross-section of hourly perps, generated once: ten features, rank, pooled Huber fits and a daily rebalanced account,
 * here as one run of the command line in one process with an empty cache, and with pandas and scikit-learn
 * (bench/peers/panel.py) on the same Parquet files. Processor time, time by the clock and peak memory of either. `train` is
 * ours up to the coefficients of the scores: the steps of the other but for its account.
 *
 *     node build/bench/panel.js [symbols = 200] [days = 1826] [train days = 60] [test days = 182] [ours]
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { streamOf } from '../src/core/rng.ts';
import { MARKET_COLUMNS, writeMarket } from '../src/data/_market.ts';
import { writeParquet } from '../src/report/parquet.ts';
import { ROOT, inFolderAsync, machine, peer } from './_harness.ts';
import { bySteps, measuredCommand, measuredRun, servedRun } from './_run.ts';
import type { RunTaken, Used } from './_run.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const FROM = Date.UTC(2020, 0, 1);
const SIGMA = 0.6 * Math.sqrt(1 / 8760);

interface PeerTaken {
  readonly seconds: { readonly [step: string]: number };
  readonly wall: number;
  readonly peak: number;
  readonly found: { readonly ic: number; readonly fits: number; readonly total_return: number };
  readonly rows: number;
}

/** Symbols whose shocks have half of their variance in common, and a little reversion to be found. */
async function writeBars(folder: string, symbols: readonly string[], rows: number): Promise<void> {
  mkdirSync(join(folder, 'bars'));
  const time = Float64Array.from({ length: rows }, (_, t) => FROM + t * HOUR_MS);
  for (const symbol of symbols) {
    const columns = MARKET_COLUMNS.map(() => new Float64Array(rows));
    const params = { predictability: 0.06, horizon: 12, regimes: 3, sigma: SIGMA, common: 0.5 };
    writeMarket(params, streamOf(11, 'bench', 'panel', symbol), columns, streamOf(11, 'bench', 'panel'));
    const table = {
      rows,
      columns: [
        { name: 'timestamp', kind: 'time' as const, values: time },
        ...MARKET_COLUMNS.slice(0, 5).map((name, k) => ({ name, kind: 'number' as const, values: columns[k] })),
      ],
    };
    await writeParquet([{ path: join(folder, 'bars', `${symbol}.parquet`), table }]);
  }
}

function writeSpec(folder: string, symbols: readonly string[], days: readonly number[]): void {
  const [all, train, test] = days;
  copyFileSync(join(ROOT, 'experiments/presets/payoff-features.yml'), join(folder, 'features.yml'));
  writeFileSync(join(folder, 'config.yml'), 'paths: { data: ., results: results, logs: logs, cache: cache }\n');
  for (const name of ['results', 'logs']) mkdirSync(join(folder, name));
  writeFileSync(
    join(folder, 'panel.yml'),
    `version: 1
name: panel
extends: [features.yml]
seed: 1
data:
  source: { type: parquet, path: './bars/{symbol}.parquet' }
  exchange: binanceusdm
  symbols: [${symbols.join(', ')}]
  interval: 1h
  range: { from: ${new Date(FROM).toISOString().slice(0, 10)}, to: ${new Date(FROM + all * DAY_MS).toISOString().slice(0, 10)} }
features:
  momentum_rank: { type: cross_rank, of: momentum }
labels:
  payoff: { type: forward_return, horizon: 12h }
split: { type: walk_forward, train: ${train}d, test: ${test}d }
models:
  huber:
    type: huber
    labels: [payoff]
    features: [all, -ret_1h]
    epsilon: 1.35
    prepare: { winsorize: { type: quantile, tail: 0.01 }, impute: { type: median }, scale: { type: standard } }
signals:
  payoff_score: { type: score, of: huber }
gates:
  entry: { type: min_edge, min: 10bps }
portfolio:
  of: payoff_score
  side: long
  select: { type: top_n, n: 10 }
  sizing: { type: equal, gross: 1, unfilled: cash }
  rebalance: { every: 1d, at: '00:00' }
execution:
  type: event
  cash: 100000
  fees: { taker: 5bps, maker: 5bps }
  slippage: none
  funding: none
evaluation: { label: payoff }
`,
  );
}

const used = ({ seconds, wall, peak }: Used): string =>
  `${seconds.toFixed(1)} s of processor (${wall.toFixed(1)} s by the clock), peak ${(peak / 1e6).toFixed(0)} MB`;

function beside(folder: string, days: readonly number[], here: RunTaken, train: Used): void {
  const { seconds, wall, peak, found, rows } = peer<PeerTaken>('panel.py', [folder, String(days[1]), String(days[2])]);
  const sum = Object.values(seconds).reduce((a, b) => a + b, 0);
  const ratios = (own: Used): string =>
    `${(sum / own.seconds).toFixed(2)} of processor time, ${(wall / own.wall).toFixed(2)} by the clock`;
  console.log(
    `pandas  ${used({ seconds: sum, wall, peak })}; ${rows} rows; steps: ${bySteps(Object.entries(seconds))}`,
  );
  console.log(`ratio   ${ratios(here)}; of train ${ratios(train)}`);
  console.log(
    `found   ic ${here.ic.toFixed(5)} and ${found.ic.toFixed(5)}, fits ${here.fits} and ${found.fits}, total return ${here.total_return.toFixed(4)} and ${found.total_return.toFixed(4)}`,
  );
  if (Math.abs(here.ic - found.ic) > 0.002 || here.fits !== found.fits)
    throw new Error('the two have not done the same work');
}

async function compare([count, ...days]: readonly number[], isAlone: boolean): Promise<void> {
  const symbols = Array.from({ length: count }, (_, k) => `S${String(k).padStart(3, '0')}USDT`);
  await inFolderAsync(async (folder) => {
    await writeBars(folder, symbols, days[0] * 24);
    writeSpec(folder, symbols, days);
    console.log(machine());
    console.log(`${count} symbols x ${days[0]} days of hours`);
    const here = measuredRun(import.meta.filename, folder, ['panel.yml']);
    console.log(`run     ${used(here)}; steps: ${bySteps(here.nodes)}`);
    rmSync(join(folder, 'cache'), { recursive: true });
    const { used: train } = measuredCommand(import.meta.filename, folder, ['train', 'panel.yml']);
    console.log(`train   ${used(train)}`);
    if (!isAlone) beside(folder, days, here, train);
  });
}

if (!(await servedRun())) {
  const given = process.argv.slice(2);
  const sizes = given.filter((text) => text !== 'ours').map(Number);
  await compare(
    [200, 1826, 60, 182].map((value, k) => sizes[k] ?? value),
    given.includes('ours'),
  );
}
