/**
 * Parquet into columns: 5,000,000 bars of 9 columns against DuckDB's own scan of the same file in the same run.
 * Each reader runs in its own process, so that the peak memory is its own. `node build/bench/data.js [rows]`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { partitionsOf } from '../src/runner/partitions.ts';
import { elapsed } from '../src/core/clock.ts';
import { quoteText, withDuckdb } from '../src/data/_duckdb.ts';
import { cleanBars } from '../src/data/clean.ts';
import { digestMonths } from '../src/data/digest.ts';
import parquet from '../src/data/source/parquet.ts';
import synthetic from '../src/data/source/synthetic.ts';

const MINUTE = 60_000;
const AMOUNTS = ['volume', 'vwap', 'count', 'quote_volume'];
const REPEATS = 3;

async function timed<T>(work: () => Promise<T> | T): Promise<[T, number]> {
  const start = elapsed();
  const result = await work();
  return [result, elapsed() - start];
}

async function write(path: string, rows: number): Promise<void> {
  const walk = '30000 + 1000 * sin(i / 1000.0) + hash(i) % 100';
  const amounts = AMOUNTS.map((name, k) => `(hash(i + ${k}) % 1000000) / 1000.0 as ${name}`);
  const prices = `${walk} as open, ${walk} + 7 as high, ${walk} - 7 as low, ${walk} + 1 as close`;
  const select = `select make_timestamp(1500000000000000 // 60000000 * 60000000 + i * 60000000) as timestamp, ${prices}, ${amounts.join(', ')}`;
  const copy = `copy (${select} from range(${rows}) t(i)) to ${quoteText(path)} (format parquet, compression zstd)`;
  await withDuckdb(path, {}, (connection) => connection.run(copy));
}

/** DuckDB reads every value of the same columns and keeps none. */
async function scan(path: string): Promise<number> {
  const columns = ['epoch_us(timestamp)', 'open', 'high', 'low', 'close', ...AMOUNTS]
    .map((name) => `max(${name})`)
    .join(', ');
  const [, ms] = await timed(() =>
    withDuckdb(path, {}, (connection) =>
      connection.runAndReadAll(`select ${columns} from read_parquet(${quoteText(path)})`),
    ),
  );
  return ms;
}

const peakMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

async function child(mode: string, path: string): Promise<void> {
  const place = { symbol: 'X', interval_ms: MINUTE, seed: 0, range: {}, resolvePath: (p: string) => p };
  const policy = { gaps: 'error', max_gap_bars: undefined, duplicates: 'error', zero_volume: 'keep' } as const;
  if (mode === 'scan') {
    console.log(JSON.stringify({ scan_ms: await scan(path), peak_mb: peakMb() }));
    return;
  }
  const [raw, open_ms] = await timed(() =>
    parquet.open({ path, interval: undefined, missing: undefined, columns: undefined }, place),
  );
  const [{ bars }, clean_ms] = await timed(() => cleanBars(raw, { ...place, policy }));
  const peak_mb = peakMb();
  const [months, months_ms] = await timed(() => digestMonths(bars));
  const [, prefix_ms] = await timed(() => partitionsOf(bars, months).digest(bars.rows - 1000));
  console.log(
    JSON.stringify({
      open_ms,
      clean_ms,
      months_ms,
      prefix_ms,
      peak_mb,
      rows: bars.rows,
      columns: raw.columns.size + 1,
    }),
  );
}

function run(mode: string, path: string): { [figure: string]: number } {
  const text = execFileSync(process.execPath, [fileURLToPath(import.meta.url), mode, path], { encoding: 'utf8' });
  return JSON.parse(text) as { [figure: string]: number };
}

/** Medians over the repeats; scan and read take turns. */
function median(runs: readonly { [figure: string]: number }[]): { [figure: string]: number } {
  return Object.fromEntries(
    Object.keys(runs[0]).map((key) => {
      const sorted = runs.map((figures) => figures[key]).sort((a, b) => a - b);
      return [key, Math.round(sorted[Math.floor(sorted.length / 2)])];
    }),
  );
}

async function main(rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const path = join(folder, 'bars.parquet');
  try {
    await write(path, rows);
    console.log(`${rows} bars, ${Math.round(statSync(path).size / 1e6)} MB zstd Parquet, median of ${REPEATS}`);
    const pairs = Array.from({ length: REPEATS }, () => [run('scan', path), run('read', path)]);
    const [own, ours] = [median(pairs.map(([a]) => a)), median(pairs.map(([, b]) => b))];
    console.log(`DuckDB scan, nothing kept: ${JSON.stringify(own)}`);
    console.log(`into shared columns:       ${JSON.stringify(ours)}`);
    console.log(`read / scan: ${(ours['open_ms'] / own['scan_ms']).toFixed(2)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const generated = { predictability: 0.05, horizon: 4, common: undefined, regimes: 3, annual_volatility: 0.6 };
  const place = {
    symbol: 'X',
    interval_ms: MINUTE,
    seed: 0,
    range: { from: 0, to: 1e6 * MINUTE },
    resolvePath: (p: string) => p,
  };
  const [, ms] = await timed(() => synthetic.open(generated, place));
  console.log(`1000000 generated bars: ${Math.round(ms)} ms`);
}

const [, , first, path] = process.argv;
if (path !== undefined) await child(first, path);
else await main(Number(first ?? 5_000_000));
