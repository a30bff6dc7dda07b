/**
 * A cross-section of hourly perps, generated once: ten features, rank, pooled Huber fits and a daily rebalanced account,
 * here as one run of the command line in one process with an empty cache, and with pandas and scikit-learn
 * (bench/peers/panel.py) on the same Parquet files. Processor time of either, and peak memory.
 *
 *     node build/bench/panel.js [symbols = 200] [days = 1826] [train days = 60] [test days = 182]
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { streamOf } from '../src/core/rng.ts';
import { MARKET_COLUMNS, writeMarket } from '../src/data/_market.ts';
import { writeParquet } from '../src/report/parquet.ts';
import { CLI, ROOT, inFolderAsync, machine, node, peer } from './_harness.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const FROM = Date.UTC(2020, 0, 1);
const SIGMA = 0.6 * Math.sqrt(1 / 8760);

interface Taken {
  readonly seconds: number;
  readonly wall: number;
  readonly peak: number;
  readonly ic: number;
  readonly fits: number;
  readonly total_return: number;
  readonly nodes: { readonly [id: string]: number };
}

interface PeerTaken {
  readonly seconds: { readonly [step: string]: number };
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

/** One run of ours in this process, told by the run itself and by the process. */
async function ours(folder: string): Promise<void> {
  process.chdir(folder);
  process.argv = [process.argv[0], CLI, 'run', 'panel.yml', '--quiet', '--json'];
  await import(CLI);
  const { user, system } = process.cpuUsage();
  writeFileSync(
    join(folder, 'taken.json'),
    JSON.stringify({ seconds: (user + system) / 1e6, peak: process.resourceUsage().maxRSS * 1024 }),
  );
}

function taken(folder: string): Taken {
  const printed = JSON.parse(node([import.meta.filename, '--ours', folder])) as { readonly folder: string };
  const read = (name: string): unknown => JSON.parse(readFileSync(name, 'utf8'));
  const facts = read(join(printed.folder, 'run.json')) as {
    readonly seconds: number;
    readonly seconds_per_node: { readonly [id: string]: number };
  };
  const metrics = read(join(printed.folder, 'metrics.json')) as {
    readonly scores: readonly { readonly ic: number }[];
    readonly metrics: { readonly [name: string]: { readonly value: number } };
  };
  const used = read(join(folder, 'taken.json')) as { readonly seconds: number; readonly peak: number };
  return {
    ...used,
    wall: facts.seconds,
    ic: metrics.scores[0].ic,
    total_return: metrics.metrics['total_return'].value,
    fits: Object.keys(facts.seconds_per_node).filter((id) => id.startsWith('models.')).length,
    nodes: facts.seconds_per_node,
  };
}

function byKind(nodes: Taken['nodes']): string {
  const sums = new Map<string, number>();
  for (const [id, seconds] of Object.entries(nodes)) {
    const kind = id.split('.')[0];
    sums.set(kind, (sums.get(kind) ?? 0) + seconds);
  }
  return Array.from(sums, ([kind, seconds]) => `${kind} ${seconds.toFixed(1)}`).join(', ');
}

async function compare([count, ...days]: readonly number[]): Promise<void> {
  const symbols = Array.from({ length: count }, (_, k) => `S${String(k).padStart(3, '0')}USDT`);
  await inFolderAsync(async (folder) => {
    await writeBars(folder, symbols, days[0] * 24);
    writeSpec(folder, symbols, days);
    const here = taken(folder);
    const there = peer<PeerTaken>('panel.py', [folder, String(days[1]), String(days[2])]);
    const sum = Object.values(there.seconds).reduce((a, b) => a + b, 0);
    console.log(machine());
    console.log(`${count} symbols x ${days[0]} days of hours = ${there.rows} rows`);
    console.log(
      `ours    ${here.seconds.toFixed(1)} s of processor (${here.wall.toFixed(1)} s by the clock), peak ${(here.peak / 1e6).toFixed(0)} MB; steps: ${byKind(here.nodes)}`,
    );
    console.log(
      `pandas  ${sum.toFixed(1)} s of processor, peak ${(there.peak / 1e6).toFixed(0)} MB; steps: ${Object.entries(
        there.seconds,
      )
        .map(([step, seconds]) => `${step} ${seconds.toFixed(1)}`)
        .join(', ')}`,
    );
    console.log(`ratio ${(sum / here.seconds).toFixed(1)} of processor time`);
    console.log(
      `found   ic ${here.ic.toFixed(5)} and ${there.found.ic.toFixed(5)}, fits ${here.fits} and ${there.found.fits}, total return ${here.total_return.toFixed(4)} and ${there.found.total_return.toFixed(4)}`,
    );
    if (Math.abs(here.ic - there.found.ic) > 0.002 || here.fits !== there.found.fits)
      throw new Error('the two have not done the same work');
  });
}

if (process.argv[2] === '--ours') await ours(process.argv[3]);
else {
  const given = process.argv.slice(2).map(Number);
  await compare([200, 1826, 60, 182].map((value, k) => given[k] ?? value));
}
