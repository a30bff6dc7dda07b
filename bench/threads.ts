/**
 * What shared columns and threads cost: boosting fits of 20,000 x 30 in two threads of the pool against the same fits in
 * two processes of their own, both against one thread. Prints fits per second (best of `REPEATS`) and their ratio; then
 * the microseconds that the pool adds to a job. `node build/bench/threads.js [fits]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { elapsed } from '../src/core/clock.ts';
import { fitBoostedTrees } from '../src/models/_boosting/index.ts';
import type { BoostingParams } from '../src/models/_boosting/index.ts';
import { createPool } from '../src/runner/pool.ts';
import type { SharedArrays } from '../src/runner/pool.ts';

const ROWS = 20_000;
const FEATURES = 30;
const REPEATS = 3;
const PARAMS: BoostingParams = {
  objective: 'squared_error',
  rounds: 100,
  max_depth: 6,
  learning_rate: 0.1,
  l2: 1,
  l1: 0,
  gamma: 0,
  min_child_weight: 1,
  min_leaf_rows: 20,
  row_fraction: 1,
  feature_fraction: 1,
  max_bins: 255,
  patience: undefined,
};

type Job = 'fit' | 'nothing';

/** What the threads of the pool run: this file is their module too. Returns the number of trees. */
export function execute(job: Job, arrays: SharedArrays): number {
  if (job === 'nothing') return 0;
  const columns = Object.keys(arrays)
    .filter((name) => name !== 'target')
    .map((name) => arrays[name] as Float64Array);
  const set = { columns, target: arrays['target'] as Float64Array };
  return fitBoostedTrees(set, undefined, PARAMS, { uniform: () => 0.5 }).trees.length;
}

function makeColumns(): SharedArrays {
  let state = 1;
  const uniform = (): number => (state = (Math.imul(state, 48271) >>> 0) % 0x7fffffff) / 0x7fffffff;
  const column = (value: (row: number) => number): Float64Array => {
    const values = new Float64Array(new SharedArrayBuffer(ROWS * 8));
    for (let row = 0; row < ROWS; row++) values[row] = value(row);
    return values;
  };
  const columns = Array.from({ length: FEATURES }, () => column(() => uniform() - 0.5));
  const target = column((row) => columns[0][row] * columns[1][row] + columns[2][row] + 0.1 * uniform());
  return Object.fromEntries([...columns.map((values, i) => [`x${i}`, values] as const), ['target', target]]);
}

async function fitsPerSecond(fits: number, work: () => Promise<unknown>): Promise<number> {
  let best = 0;
  for (let i = 0; i < REPEATS; i++) {
    const started = elapsed();
    await work();
    best = Math.max(best, (fits * 1000) / (elapsed() - started));
  }
  return best;
}

async function inThreads(threads: number, fits: number, columns: SharedArrays): Promise<number> {
  const pool = createPool<Job, number>({ threads, module: new URL(import.meta.url) });
  const all = (count: number, job: Job): Promise<number[]> =>
    Promise.all(Array.from({ length: count }, () => pool.run(job, columns)));
  await all(2 * threads, 'fit');
  const rate = await fitsPerSecond(fits, () => all(fits, 'fit'));
  if (threads === 2) {
    await all(1000, 'nothing');
    const jobs = 20_000;
    const perSecond = await fitsPerSecond(jobs, () => all(jobs, 'nothing'));
    console.log(`pool overhead        ${(1e6 / perSecond).toFixed(1)} us a job, ${FEATURES + 1} shared columns each`);
  }
  await pool.close();
  return rate;
}

/** Two processes that each hold their own columns, are warm, and start their fits on a message. */
async function inProcesses(count: number, fits: number): Promise<number> {
  const children = Array.from({ length: count }, () => fork(fileURLToPath(import.meta.url), ['child']));
  await Promise.all(children.map((child) => once(child, 'message')));
  const rate = await fitsPerSecond(fits, () =>
    Promise.all(
      children.map((child) => {
        child.send(fits / count);
        return once(child, 'message');
      }),
    ),
  );
  for (const child of children) child.disconnect();
  return rate;
}

function serveFits(): void {
  const columns = makeColumns();
  for (let i = 0; i < 2; i++) execute('fit', columns);
  process.on('message', (fits: number) => {
    for (let i = 0; i < fits; i++) execute('fit', columns);
    process.send?.('done');
  });
  process.send?.('ready');
}

async function main(fits: number): Promise<void> {
  const columns = makeColumns();
  const one = await inThreads(1, fits, columns);
  const two = await inThreads(2, fits, columns);
  const processes = await inProcesses(2, fits);
  console.log(`1 thread             ${one.toFixed(2)} fits/s`);
  console.log(`2 threads            ${two.toFixed(2)} fits/s, ${(two / one).toFixed(2)} times one thread`);
  console.log(`2 processes          ${processes.toFixed(2)} fits/s, ${(processes / one).toFixed(2)} times one thread`);
  console.log(`threads / processes  ${(two / processes).toFixed(2)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'child') serveFits();
  else await main(2 * Math.ceil(Number(process.argv[2] ?? 12) / 2));
}
