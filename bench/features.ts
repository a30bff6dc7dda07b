/**
 * Time of each feature over one column of bars, one thread, beside a plain copy of the same bytes.
 *
 *     node build/bench/features.js [rows = 1000000] [type ...]
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Feature } from '../src/core/contracts/feature.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const wanted = new Set(process.argv.slice(3));
const REPEATS = 5;

/** Parameters without a default; windows of 20 bars where nothing else is said. */
const SET: { readonly [type: string]: object } = {
  expression: { formula: 'close / open - 1' },
  returns: { windows: [1, 12, 48] },
  fractional_difference: { order: 0.4 },
  rolling_quantile: { quantile: 0.9 },
  rolling_hurst: { window: 128 },
  volatility_regime: { window: 2000 },
};
const FALLBACK: { readonly [name: string]: unknown } = {
  of: 'close',
  against: 'volume',
  window: 20,
  sigma_window: 20,
  fast: 12,
  slow: 26,
};

function valuesOf(feature: Feature): Record<string, unknown> {
  const given: Record<string, unknown> = { ...SET[feature.type] };
  for (const [key, param] of Object.entries(feature.params)) {
    if (key in given) continue;
    given[key] = param.default ?? FALLBACK[key];
  }
  return given;
}

function barsOf(length: number): Map<string, Float64Array> {
  const names = ['open', 'high', 'low', 'close', 'volume', 'taker_base', 'timestamp'];
  const columns = new Map(names.map((name) => [name, new Float64Array(length)]));
  const [open, high, low, close, volume, taker, time] = [...columns.values()];
  let seed = 42;
  const next = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let last = 20_000;
  for (let i = 0; i < length; i++) {
    open[i] = last;
    close[i] = last * (1 + (next() - 0.5) * 0.002);
    high[i] = Math.max(open[i], close[i]) * (1 + next() * 0.0005);
    low[i] = Math.min(open[i], close[i]) * (1 - next() * 0.0005);
    volume[i] = Math.floor(next() * 1000);
    taker[i] = Math.floor(volume[i] * next());
    time[i] = i * 60_000;
    last = close[i];
  }
  return columns;
}

function best(work: () => void): number {
  let least = Infinity;
  for (let k = 0; k < REPEATS; k++) {
    const from = performance.now();
    work();
    least = Math.min(least, performance.now() - from);
  }
  return least;
}

const folder = join(import.meta.dirname, '../src/features');
const bars = barsOf(rows);
const close = bars.get('close') as Float64Array;
const copied = best(() => new Float64Array(rows).set(close));
const rate = (columns: number, ms: number): string => ((columns * rows * 8) / ms / 1e6).toFixed(2);
console.log(
  `rows ${rows}, best of ${REPEATS}; plain copy into a fresh column: ${copied.toFixed(2)} ms, ${rate(2, copied)} GB/s`,
);
console.log('| feature | columns in, out | ms | ns per bar | GB/s |\n|---|---|---|---|---|');
for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith('.js') || file === 'index.js') continue;
  const { default: feature } = (await import(join(folder, file))) as { default: Feature };
  if (wanted.size > 0 && !wanted.has(feature.type)) continue;
  const values = valuesOf(feature);
  const inputs = feature.inputs(values as never).map((name) => bars.get(name) as Float64Array);
  const names = feature.outputs?.(values as never) ?? [''];
  const ms = best(() => {
    const outputs = names.map(() => new Float64Array(rows));
    feature.push(feature.start(values as never, 0), inputs, outputs);
  });
  const cells = [feature.type, `${inputs.length}, ${names.length}`, ms.toFixed(2), ((ms * 1e6) / rows).toFixed(2)];
  console.log(`| ${[...cells, rate(inputs.length + names.length, ms)].join(' | ')} |`);
}
