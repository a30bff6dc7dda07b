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
const TURNS = 11;
/** A call this slow is not repeated. */
const SLOW_MS = 400;

interface Peer {
  readonly versions: string;
  time(library: 'talib' | 'pandas', name: string): Promise<number>;
  close(): void;
}

/** The Python process that waits for requests; it never works while we do. */
async function peerOf(columns: readonly Float64Array[]): Promise<Peer> {
  const top = join(import.meta.dirname, '../..');
  const file = join(top, '.cache/peers/bars.f64');
  mkdirSync(join(top, '.cache/peers'), { recursive: true });
  writeFileSync(file, Buffer.concat(columns.map(({ buffer }) => new Uint8Array(buffer))));
  const child = spawn('python3', [join(top, 'bench/peers/talib_features.py'), file], {
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

interface Times {
  ours: number;
  fresh: number;
  talib: number;
  pandas: number;
}

async function timesOf(feature: Feature, bars: ReadonlyMap<string, Float64Array>, peer: Peer | null): Promise<Times> {
  const values = benchValues(feature) as never;
  const inputs = feature.inputs(values).map((name) => bars.get(name) as Float64Array);
  const columns = (): Float64Array[] => (feature.outputs?.(values) ?? ['']).map(() => new Float64Array(rows));
  const kept = columns();
  const best = { ours: Infinity, fresh: Infinity, talib: Infinity, pandas: Infinity };
  for (let turn = 0; turn < TURNS; turn++) {
    best.ours = Math.min(best.ours, timed(() => feature.push(feature.start(values, 0), inputs, kept)));
    best.fresh = Math.min(best.fresh, timed(() => feature.push(feature.start(values, 0), inputs, columns())));
    for (const library of ['talib', 'pandas'] as const) {
      if (peer === null) best[library] = NaN;
      else if (turn === 0 || (best[library] < SLOW_MS && best[library] === best[library]))
        best[library] = Math.min(best[library], await peer.time(library, feature.type));
    }
  }
  return best;
}

const bars = benchBars(rows);
const close = bars.get('close') as Float64Array;
const peer = alone ? null : await peerOf(['open', 'high', 'low', 'close', 'volume'].map((name) => bars.get(name) as Float64Array));
const number = (ms: number): string => (Number.isFinite(ms) ? ms.toFixed(2) : '');
const table: string[] = [];
for (const feature of await benchFeatures(new Set(types))) {
  const { ours, fresh, talib, pandas } = await timesOf(feature, bars, peer);
  const values = benchValues(feature) as never;
  const columns = [feature.inputs(values).length, feature.outputs?.(values).length ?? 1];
  const rate = ((columns[0] + columns[1]) * rows * 8) / ours / 1e6;
  const cells = [feature.type, columns.join(', '), number(ours), number(fresh), number(rate)];
  table.push(`| ${[...cells, number(talib), number(ours / talib), number(pandas), number(ours / pandas)].join(' | ')} |`);
}
peer?.close();
const target = new Float64Array(rows);
let copied = Infinity;
let fresh = Infinity;
for (let turn = 0; turn < TURNS; turn++) {
  copied = Math.min(copied, timed(() => target.set(close)));
  fresh = Math.min(fresh, timed(() => new Float64Array(rows).set(close)));
}
const speed = (ms: number): string => `${number(ms)} ms, ${number((16 * rows) / ms / 1e6)} GB/s`;
console.log(`${rows} bars, one thread, best of ${TURNS} turns. ${peer?.versions ?? ''}`);
console.log(`Plain copy of a column: ${speed(copied)}; into a fresh one: ${speed(fresh)}.\n`);
console.log('| feature | columns in, out | ours ms | fresh ms | GB/s | TA-Lib ms | ours / TA-Lib | pandas ms | ours / pandas |');
console.log(`|${'---|'.repeat(9)}\n${table.join('\n')}`);
