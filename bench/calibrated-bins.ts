/**
 * A year of 1m probabilities (525,600) calibrated and put into 20 bins, here and with scikit-learn and NumPy; and 500,000
 * barrier labels of 1,440 bars against a pandas loop (timed on 2,000 rows); least processor time of seven turns, one thread
 * each. `node build/bench/calibrated-bins.js [rows]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import isotonic from '../src/calibrators/isotonic.ts';
import platt from '../src/calibrators/platt.ts';
import type { JsonValue } from '../src/core/artifacts.ts';
import { binNumbers, quantileBinsOf } from '../src/core/quantile-bins.ts';
import { rngFrom } from '../src/core/rng.ts';
import tpBeforeSl from '../src/labels/tp-before-sl.ts';
import { inFolder, machine, ms, peer } from './_harness.ts';

const rows = Number(process.argv[2] ?? 525_600);
const LABELS = 500_000;
const HORIZON = 1440;
const PEER_LABELS = 2000;
const TIMES = 7;

interface Told {
  readonly sklearn: string;
  readonly platt: { readonly ms: number; readonly fitted: readonly number[]; readonly sum: number };
  readonly isotonic: { readonly ms: number; readonly fitted: readonly number[]; readonly sum: number };
  readonly labels: { readonly us_per_row: number; readonly ones: number };
}

const rng = rngFrom([1, 2, 3, 4]);
const p = new Float64Array(rows);
const y = new Float64Array(rows);
for (let t = 0; t < rows; t++) {
  p[t] = 0.02 + 0.96 * rng.uniform();
  y[t] = rng.uniform() < 0.2 + 0.3 * p[t] ? 1 : 0;
}
const [high, low, close] = [0, 1, 2].map(() => new Float64Array(LABELS));
let price = 30_000;
for (let t = 0; t < LABELS; t++) {
  price *= 1 + 0.0008 * rng.normal();
  close[t] = price;
  high[t] = price * (1 + 0.0006 * rng.uniform());
  low[t] = price * (1 - 0.0006 * rng.uniform());
}

let fitted: JsonValue = null;
function binned(fit: () => JsonValue, load: (fitted: JsonValue) => (score: number) => number): number {
  fitted = fit();
  const calibrated = p.map(load(fitted));
  const bins = quantileBinsOf(calibrated, 20);
  let sum = 0;
  binNumbers(bins, calibrated, calibrated);
  for (let t = 0; t < rows; t++) sum += calibrated[t];
  return sum;
}

const out = { value: new Float64Array(LABELS), first: new Int32Array(LABELS), last: new Int32Array(LABELS) };
const values = { take_profit: 0.04, stop_loss: 0.02, horizon: HORIZON };
/** Least processor time of each piece of work, in turns: other work on the machine only adds to it. */
function least(work: { readonly [name: string]: () => unknown }): { readonly [name: string]: number } {
  const best: { [name: string]: number } = {};
  for (let turn = 0; turn < TIMES; turn++) {
    for (const [name, run] of Object.entries(work)) {
      const before = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(before);
      best[name] = Math.min(best[name] ?? Infinity, (user + system) / 1000);
    }
  }
  return best;
}

const own = least({
  platt: () => binned(() => platt.fit({ input: 'logit', l2: 1e-6 }, p, y), platt.load),
  isotonic: () => binned(() => isotonic.fit({ winsorize: 0 }, p, y), isotonic.load),
  labels: () => tpBeforeSl.apply(values, [high, low, close], out),
});
const told = inFolder((folder) => {
  for (const [name, column] of Object.entries({ p, y, high, low, close })) writeFileSync(join(folder, name), column);
  return peer<Told>('calibrated_bins.py', [folder, String(TIMES), String(HORIZON), String(PEER_LABELS)]);
});

console.log(machine());
for (const name of ['platt', 'isotonic'] as const) {
  console.log(
    `${name}: ${ms(own[name])} here, ${ms(told[name].ms)} in scikit-learn ${told.sklearn}: ${(own[name] / told[name].ms).toFixed(2)}x its time`,
  );
}
const loop = (told.labels.us_per_row * LABELS) / 1000;
console.log(
  `labels: ${ms(own['labels'])} here, ${ms(loop)} in a pandas loop: ${(loop / own['labels']).toFixed(0)} times as fast`,
);
const ones = out.value.subarray(0, PEER_LABELS).reduce((sum, v) => sum + v, 0);
console.log(`ones among the first ${PEER_LABELS} labels: ${ones} here, ${told.labels.ones} there`);
