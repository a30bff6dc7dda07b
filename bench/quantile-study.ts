/**
 * Features and quantile evaluation of the one-minute study, here and with pandas and TA-Lib (bench/peers/quantile_study.py):
 * processor time of one thread each, wall time of the features by two threads, a symbol each, and the peak memory of either
 * process. Both find the same figures, or it ends badly.
 *
 *     node build/bench/quantile-study.js [turns = 3] [rows per symbol = 1576800 | real]
 */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { elapsed } from '../src/core/clock.ts';
import type { Feature } from '../src/core/contracts/feature.ts';
import { computeLabel } from '../src/core/contracts/label.ts';
import type { JudgedSymbol, RunView } from '../src/core/contracts/diagnostic.ts';
import { streamOf } from '../src/core/rng.ts';
import alphaFactor from '../src/evaluation/diagnostics/alpha-factor.ts';
import quantileProfile from '../src/evaluation/diagnostics/quantile-profile.ts';
import bop from '../src/features/bop.ts';
import cci from '../src/features/cci.ts';
import mfi from '../src/features/mfi.ts';
import natr from '../src/features/natr.ts';
import returns from '../src/features/returns.ts';
import rsi from '../src/features/rsi.ts';
import stoch from '../src/features/stoch.ts';
import stochrsi from '../src/features/stochrsi.ts';
import forwardReturn from '../src/labels/forward-return.ts';
import { benchBars } from './_bars.ts';
import { inFolder, machine, median, node, peer, sharedData } from './_harness.ts';

const NAMES = ['time', 'open', 'high', 'low', 'close', 'volume', 'score'] as const;
const SYMBOLS = ['BTCUSDT', 'XRPUSDT'];
const BINS = 10;

interface Found {
  readonly trailing: readonly number[];
  readonly date: readonly number[];
  readonly ic: number;
  readonly ic_by_day: number;
  readonly ic_by_minute: number;
  readonly alpha: number;
}
interface Taken {
  readonly features: number;
  readonly features_wall: number;
  readonly evaluation: number;
  readonly peak: number;
  readonly found: Found;
}
type Columns = ReadonlyMap<string, Float64Array>;

const GROUPS: readonly (readonly [unknown, object])[] = [
  [returns, { of: 'close', windows: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], reset: 'day' }],
  [bop, {}],
  [cci, { window: 14 }],
  [mfi, { window: 14 }],
  [rsi, { of: 'close', window: 14 }],
  [stochrsi, { of: 'close', window: 14, fast_k: 14, fast_d: 3 }],
  [stoch, { fast_k: 14, slow_k: 3, slow_d: 3 }],
  [natr, { window: 14 }],
];

const seconds = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
};

function build(bars: Columns): Float64Array[] {
  const columns = GROUPS.flatMap(([component, values]) => {
    const feature = component as Feature;
    const inputs = feature.inputs(values as never).map((name) => bars.get(name) as Float64Array);
    const out = (feature.outputs?.(values as never) ?? ['']).map(() => new Float64Array(inputs[0].length));
    feature.push(feature.start(values as never, 0), inputs, out);
    return out;
  });
  const label = computeLabel(forwardReturn, { horizon: 1, from: 'next_open' }, [
    bars.get('open') as Float64Array,
    bars.get('close') as Float64Array,
  ]);
  return [...columns, label.value];
}

function readColumns(folder: string, symbol: string): Columns {
  const bytes = readFileSync(join(folder, `${symbol}.f64`));
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  const rows = all.length / NAMES.length;
  const columns = new Map(NAMES.map((name, k) => [name as string, all.subarray(k * rows, (k + 1) * rows)]));
  return new Map([...columns, ['timestamp', columns.get('time') as Float64Array]]);
}

/** Seconds of two threads that are up and have their columns: one symbol each, as nodes of a plan run. */
async function sideBySide(folder: string): Promise<number> {
  const threads = SYMBOLS.map((symbol) => new Worker(import.meta.filename, { workerData: { folder, symbol } }));
  await Promise.all(threads.map((thread) => once(thread, 'message')));
  const started = elapsed();
  const done = threads.map((thread) => once(thread, 'message'));
  for (const thread of threads) thread.postMessage('go');
  await Promise.all(done);
  const taken = (elapsed() - started) / 1000;
  await Promise.all(threads.map((thread) => thread.terminate()));
  return taken;
}

function serve({ folder, symbol }: { readonly folder: string; readonly symbol: string }): void {
  const columns = readColumns(folder, symbol);
  parentPort?.on('message', () => {
    build(columns);
    parentPort?.postMessage('done');
  });
  parentPort?.postMessage('ready');
}

/** One process of ours: reads the columns of a folder and answers as the peer does. */
function work(folder: string, window: number): Omit<Taken, 'features_wall'> {
  const symbols = SYMBOLS.map((symbol) => ({ symbol, columns: readColumns(folder, symbol) }));
  const started = process.cpuUsage();
  const built = symbols.map(({ columns }) => build(columns));
  const features = seconds(started);
  const evaluating = process.cpuUsage();
  const judged = symbols.map(({ symbol, columns }, k): JudgedSymbol => ({
    symbol,
    time: columns.get('time') as Float64Array,
    score: columns.get('score') as Float64Array,
    label: built[k][built[k].length - 1],
    close: columns.get('close') as Float64Array,
  }));
  const found = evaluated(judged, window);
  return { features, evaluation: seconds(evaluating), peak: process.resourceUsage().maxRSS * 1024, found };
}

function evaluated(symbols: readonly JudgedSymbol[], window: number): Found {
  const made = new Map<string, unknown>();
  const view: RunView = {
    interval_ms: 60_000,
    seed: 1,
    fitted: () => [],
    judged: () => ({ name: 'm.next', label: 'next', unit: 'bps', middle: 0, horizon: 1, symbols }),
    signal: () => symbols.map(({ symbol, time, score }) => ({ symbol, time, value: score })),
    costed: () => ({ gross: 0, turnover: 1, of: 'equity' }),
    once(key, make) {
      if (!made.has(key)) made.set(key, make());
      return made.get(key) as ReturnType<typeof make>;
    },
    refuse: (key, message) => new Error(`${key}: ${message}`),
  };
  const profile = (scope: 'trailing' | 'date') =>
    quantileProfile.compute(
      { of: undefined, bins: BINS, scope, window: scope === 'trailing' ? window : undefined },
      view,
    );
  const [trailing, date] = [profile('trailing'), profile('date')];
  const means = ({ tables }: typeof date): number[] => {
    const values = tables[''].columns.find(({ name }) => name === 'mean_return')?.values as Float64Array;
    return [values[0] / 1e4, values[BINS - 1] / 1e4];
  };
  const fact = (name: string): number => date.facts.find((f) => f.name === name)?.value ?? NaN;
  const { series } = alphaFactor.compute({ of: undefined, window: 1440, min_samples: 60, multiple: 0.01 }, view);
  const alpha = series?.columns[1].values as Float64Array;
  const known = alpha.filter((x) => x === x);
  return {
    trailing: means(trailing),
    date: means(date),
    ic: fact('ic'),
    ic_by_day: fact('ic_by_day'),
    ic_by_minute: fact('ic_by_minute'),
    alpha: known.reduce((sum, x) => sum + Math.abs(x), 0) / known.length,
  };
}

/** Two symbols with bars of their own and a score that knows a little of the next bar. */
function writeColumns(folder: string, rows: number | 'real'): number {
  let length = 0;
  SYMBOLS.forEach((symbol, k) => {
    const bars = rows === 'real' ? realBars(symbol) : benchBars(rows);
    const [open, close] = ['open', 'close'].map((name) => bars.get(name) as Float64Array);
    const rng = streamOf(k, 'bench', 'study');
    const score = close.map((_, t) => rng.normal() + 50 * ((close[t + 1] ?? 1) / (open[t + 1] ?? 1) - 1));
    const start = rows === 'real' ? 0 : Date.UTC(2022, 0, 1);
    const time = (bars.get('timestamp') as Float64Array).map((t) => t + start);
    const columns = [
      time,
      ...['open', 'high', 'low', 'close', 'volume'].map((name) => bars.get(name) as Float64Array),
      score,
    ];
    writeFileSync(
      join(folder, `${symbol}.f64`),
      Buffer.concat(columns.map((c) => new Uint8Array(Float64Array.from(c).buffer))),
    );
    length = close.length;
  });
  return length;
}

function realBars(symbol: string): Columns {
  const file = sharedData(`bars-1m/binance-um_${symbol}_1m_20250504-20250624.csv.gz`);
  if (file === undefined) throw new Error('the shared data are not there');
  const [head, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  const cells = lines.map((line) => line.split(',').map(Number));
  return new Map(head.split(',').map((name, k) => [name.trim(), Float64Array.from(cells, (row) => row[k])]));
}

/** Ranks are cut by other rules (quantile edges here, ceil(rank x bins) there): the profiles are near, the rest is equal. */
function refuseOthers(ours: Found, theirs: Found): void {
  const near = (name: keyof Found, a: number, b: number, by: number): void => {
    if (!(Math.abs(a - b) <= by)) throw new Error(`${name}: ${a} here, ${b} there`);
  };
  for (const name of ['ic', 'ic_by_day', 'ic_by_minute', 'alpha'] as const) near(name, ours[name], theirs[name], 1e-6);
  for (const name of ['trailing', 'date'] as const)
    ours[name].forEach((x, i) => near(name, x, theirs[name][i], 0.02 * Math.abs(x) + 1e-6));
}

if (!isMainThread) serve(workerData as Parameters<typeof serve>[0]);
else if (process.argv[2] === '--wall') console.log(String(await sideBySide(process.argv[3])));
else if (process.argv[2] === '--ours') {
  console.log(JSON.stringify(work(process.argv[3], Number(process.argv[4]))));
} else {
  const turns = Number(process.argv[2] ?? 3);
  const rows = process.argv[3] === 'real' ? 'real' : Number(process.argv[3] ?? 1_576_800);
  inFolder((folder) => {
    const length = writeColumns(folder, rows);
    const window = rows === 'real' ? 2880 : 43_200;
    const ours: Taken[] = [];
    const theirs: Taken[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const features_wall = Number(node([import.meta.filename, '--wall', folder]));
      const alone = JSON.parse(node([import.meta.filename, '--ours', folder, String(window)])) as Taken;
      ours.push({ ...alone, features_wall });
      theirs.push(peer<Taken>('quantile_study.py', [folder, String(BINS), String(window), ...SYMBOLS]));
    }
    refuseOthers(ours[0].found, theirs[0].found);
    const of = (taken: readonly Taken[], key: 'features' | 'features_wall' | 'evaluation' | 'peak'): number =>
      median(taken.map((t) => t[key]));
    console.log(machine());
    console.log(
      `2 symbols x ${length} rows, ${turns} turns, processor seconds (median; features_wall: wall, two threads here)`,
    );
    for (const key of ['features', 'features_wall', 'evaluation'] as const)
      console.log(
        `${key.padEnd(14)} ours ${of(ours, key).toFixed(2)}  pandas/TA-Lib ${of(theirs, key).toFixed(2)}  ratio ${(of(theirs, key) / of(ours, key)).toFixed(1)}`,
      );
    console.log(
      `${'peak memory'.padEnd(14)} ours ${(of(ours, 'peak') / 1e6).toFixed(0)} MB  theirs ${(of(theirs, 'peak') / 1e6).toFixed(0)} MB  share ${(of(ours, 'peak') / of(theirs, 'peak')).toFixed(2)}`,
    );
  });
}
