/**
 * Time of each feature over one column of bars, one thread, beside a plain copy of the same bytes, TA-Lib's C through its
 * Python binding and pandas. The three take turns, so that whatever else the machine does hits all of them; the best of
 * several turns counts. `ours` writes into columns that exist, `fresh` into new ones, as one call of the runner does.
 *
 *     node build/bench/features.js [--alone] [rows = 1000000] [type ...]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import type { Feature } from '../src/core/contracts/feature.ts';
import { benchBars } from './_bars.ts';
import { benchFeatures, benchValues } from './_features.ts';

const words = process.argv.slice(2);
const alone = words.includes('--alone');
const [count, ...types] = words.filter((word) => !word.startsWith('--'));
const rows = Number(count ?? 1_000_000);
const TURNS = 31;
/** pandas and fresh columns take part in the first turns only. */
const FEW = 7;
/** A call this slow is not repeated. */
const SLOW_MS = 400;

interface Peer {
  readonly versions: string;
  time(library: 'talib' | 'pandas', name: string): Promise<number>;
  close(): void;
}

/** The Python process that waits for requests; it never works while we do. */
async function peerOf(version: string, columns: readonly Float64Array[]): Promise<Peer> {
  const top = join(import.meta.dirname, '../..');
  const file = join(top, '.cache/peers/bars.f64');
  mkdirSync(join(top, '.cache/peers'), { recursive: true });
  writeFileSync(file, Buffer.concat(columns.map(({ buffer }) => new Uint8Array(buffer))));
  const child = spawn('python3', [join(top, 'bench/peers/talib_features.py'), file, version], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const answer = async (): Promise<string> => String((await once(lines, 'line'))[0]);
  return {
    versions: await answer(),
    async time(library, name) {
      const line = answer();
      child.stdin.write(`${library} ${name}\n`);
      const text = await line;
      return text === 'none' ? NaN : Number(text);
    },
    close: () => void child.stdin.end(),
  };
}

function timed(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

/** Best times, ms. TA-Lib 0.8 is vectorised C, 0.6 the classic scalar one. */
interface Times {
  ours: number;
  fresh: number;
  talib8: number;
  talib6: number;
  pandas: number;
}

async function timesOf(
  feature: Feature,
  bars: ReadonlyMap<string, Float64Array>,
  peers: readonly Peer[],
): Promise<Times> {
  const values = benchValues(feature) as never;
  const inputs = feature.inputs(values).map((name) => bars.get(name) as Float64Array);
  const columns = (): Float64Array[] => (feature.outputs?.(values) ?? ['']).map(() => new Float64Array(rows));
  const kept = columns();
  const best = { ours: Infinity, fresh: Infinity, talib8: Infinity, talib6: Infinity, pandas: Infinity };
  const [newest, classic] = peers;
  const ask = { talib8: newest, talib6: classic, pandas: newest };
  for (let turn = 0; turn < TURNS; turn++) {
    best.ours = Math.min(
      best.ours,
      timed(() => feature.push(feature.start(values, 0), inputs, kept)),
    );
    if (turn < FEW) {
      const into = timed(() => feature.push(feature.start(values, 0), inputs, columns()));
      best.fresh = Math.min(best.fresh, into);
    }
    for (const key of ['talib8', 'talib6', 'pandas'] as const) {
      if (turn > 0 && !(best[key] < SLOW_MS)) continue;
      if (key === 'pandas' && turn >= FEW) continue;
      const library = key === 'pandas' ? key : 'talib';
      best[key] = Math.min(best[key], peers.length === 0 ? NaN : await ask[key].time(library, feature.type));
    }
  }
  return best;
}

const bars = benchBars(rows);
const close = bars.get('close') as Float64Array;
const prices = ['open', 'high', 'low', 'close', 'volume'].map((name) => bars.get(name) as Float64Array);
const peers = alone ? [] : [await peerOf('0.8.2', prices), await peerOf('0.6.8', prices)];
const number = (ms: number): string => (Number.isFinite(ms) ? ms.toFixed(2) : '');
const table: string[] = [];
for (const feature of await benchFeatures(new Set(types))) {
  const { ours, fresh, talib8, talib6, pandas } = await timesOf(feature, bars, peers);
  const values = benchValues(feature) as never;
  const columns = [feature.inputs(values).length, feature.outputs?.(values).length ?? 1];
  const rate = ((columns[0] + columns[1]) * rows * 8) / ours / 1e6;
  const cells = [feature.type, columns.join(', '), number(ours), number(fresh), number(rate)];
  const against = [talib6, talib8, pandas].flatMap((ms) => [number(ms), number(ours / ms)]);
  table.push(`| ${[...cells, ...against].join(' | ')} |`);
}
for (const peer of peers) peer.close();
const target = new Float64Array(rows);
let copied = Infinity;
let fresh = Infinity;
for (let turn = 0; turn < TURNS; turn++) {
  copied = Math.min(
    copied,
    timed(() => target.set(close)),
  );
  fresh = Math.min(
    fresh,
    timed(() => new Float64Array(rows).set(close)),
  );
}
const speed = (ms: number): string => `${number(ms)} ms, ${number((16 * rows) / ms / 1e6)} GB/s`;
console.log(`${rows} bars, one thread, best of ${TURNS} turns.`);
for (const { versions } of peers) console.log(versions);
console.log(`Plain copy of a column: ${speed(copied)}; into a fresh one: ${speed(fresh)}.\n`);
console.log(
  '| feature | in, out | ms | fresh ms | GB/s | TA-Lib 0.6 ms | ratio | TA-Lib 0.8 ms | ratio | pandas ms | ratio |',
);
console.log(`|${'---|'.repeat(11)}\n${table.join('\n')}`);
