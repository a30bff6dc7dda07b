/**
 * 60 Lean minute archives into columns against inflating them, in one run. `node build/bench/lean.js [archives]`
 * The archives are written here: a day of generated bars each, prices with two decimals.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { elapsed } from '../src/core/clock.ts';
import { streamOf } from '../src/core/rng.ts';
import { leanArchive } from '../src/data/_lean.ts';
import { leanDate } from '../src/data/_lean-rows.ts';
import { leanEntry, leanPath } from '../src/data/_lean-tree.ts';
import type { LeanSeries } from '../src/data/_lean-tree.ts';
import { readZip } from '../src/data/_zip.ts';
import lean from '../src/data/source/lean.ts';

const DAY_MS = 86_400_000;
const MINUTES = 1440;
const REPEATS = 15;

function day(k: number): Float64Array[] {
  const random = streamOf(1, 'bench', String(k));
  const columns = Array.from({ length: 6 }, () => new Float64Array(MINUTES));
  let price = 30_000;
  const cents = (x: number): number => Math.round(x * 100) / 100;
  for (let i = 0; i < MINUTES; i++) {
    const next = price * (1 + (random.uniform() - 0.5) / 500);
    const row = [
      k * DAY_MS + i * 60_000,
      cents(price),
      cents(Math.max(price, next) + 3),
      cents(Math.min(price, next) - 3),
      cents(next),
      Math.round(random.uniform() * 9000) / 1000,
    ];
    row.forEach((value, c) => (columns[c][i] = value));
    price = next;
  }
  return columns;
}

async function main(count: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'assay-lean-'));
  const series: LeanSeries = {
    root,
    market: 'cryptofuture/binance',
    resolution: 'minute',
    symbol: 'btcusdt',
    tick: 'trade',
  };
  const paths = Array.from({ length: count }, (_, k) => leanPath(series, leanDate((19_000 + k) * DAY_MS)));
  mkdirSync(dirname(paths[0]), { recursive: true });
  paths.forEach((path, k) =>
    writeFileSync(
      path,
      leanArchive(leanEntry(series, leanDate((19_000 + k) * DAY_MS)), day(19_000 + k), [0, MINUTES], true),
    ),
  );
  const context = {
    symbol: 'BTCUSDT',
    interval_ms: 60_000,
    seed: 0,
    range: {},
    exchange: 'binanceusdm',
    resolvePath: (p: string) => p,
  };
  const values = { path: root, tick: 'trade', market: undefined, missing: undefined, interval: undefined } as const;
  const times: [number, number][] = [];
  let [bytes, rows] = [0, 0];
  for (let i = 0; i < REPEATS; i++) {
    const start = elapsed();
    bytes = paths.reduce((sum, path) => sum + readZip(path)[0].read().length, 0);
    const middle = elapsed();
    rows = (await lean.open(values, context)).time.length;
    times.push([middle - start, elapsed() - middle]);
  }
  rmSync(root, { recursive: true });
  const median = (k: 0 | 1): number => times.map((pair) => pair[k]).sort((a, b) => a - b)[Math.floor(REPEATS / 2)];
  const packed = paths.length;
  console.log(`${packed} archives, ${(bytes / 1e6).toFixed(1)} MB of text, ${rows} bars, median of ${REPEATS}`);
  console.log(
    `unzipped and checked: ${median(0).toFixed(1)} ms; into columns: ${median(1).toFixed(1)} ms; ratio ${(median(1) / median(0)).toFixed(2)}`,
  );
}

await main(Number(process.argv[2] ?? 60));
