/**
 * Bins of 60 months (2021-01 to 2025-12, trailing twelve each) of generated bars and predictions, from an empty cache, by one
 * and by two worker threads in turns; wall and processor time, and whether both wrote the same bytes.
 *
 * Run: npm run bench -- bins-backfill [1h|1m] [turns]
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elapsed } from '../src/core/clock.ts';
import { CLI, ROOT, inFolder, machine, median, node } from './_harness.ts';

const interval = process.argv[2] ?? '1h';
const turns = Number(process.argv[3] ?? 3);

const SPEC = `version: 1
extends: [calibrated-bins.yml]
name: backfill
data: { interval: ${interval}, range: { from: 2020-01-01, to: 2026-01-01 } }
`;

/** Leaves the processor time of the process, of all its threads, in ms. */
const USAGE = `if (require('node:worker_threads').isMainThread) process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeFileSync('usage', String((user + system) / 1000));
});
`;

interface Backfill {
  readonly wall: number;
  readonly processor: number;
  readonly bytes: string;
}

/** Digest of every month's file but for the time at which it was made. */
function bytesOf(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(join(folder, 'out/bins'), { recursive: true, encoding: 'utf8' }).sort();
  const months = files.filter((file) => file.endsWith('.json'));
  if (months.length !== 60) throw new Error(`${months.length} months of 60`);
  for (const file of months) {
    hash.update(readFileSync(join(folder, 'out/bins', file), 'utf8').replace(/^ "created_at".*$/m, ''));
  }
  return hash.digest('hex');
}

const backfill = (jobs: number): Backfill =>
  inFolder((folder) => {
    mkdirSync(join(folder, 'out'));
    writeFileSync(join(folder, 'config.yml'), 'paths: { data: ., results: out, logs: out, cache: cache }\n');
    copyFileSync(join(ROOT, 'experiments/calibrated-bins.yml'), join(folder, 'calibrated-bins.yml'));
    writeFileSync(join(folder, 'backfill.yml'), SPEC);
    writeFileSync(join(folder, 'usage.cjs'), USAGE);
    const started = elapsed();
    const line = ['bins', 'build', 'backfill.yml', '--month', '2021-01..2025-12', '--jobs', String(jobs), '--quiet'];
    node(['-r', join(folder, 'usage.cjs'), CLI, ...line], { cwd: folder });
    return {
      wall: elapsed() - started,
      processor: Number(readFileSync(join(folder, 'usage'), 'utf8')),
      bytes: bytesOf(folder),
    };
  });

console.log(`${machine()}; bars of ${interval}`);
const found: { readonly [jobs: string]: Backfill[] } = { 1: [], 2: [] };
for (let turn = 0; turn < turns; turn++) for (const jobs of [1, 2]) found[jobs].push(backfill(jobs));
for (const [jobs, each] of Object.entries(found)) {
  const seconds = (pick: (one: Backfill) => number): string => (median(each.map(pick)) / 1000).toFixed(1);
  console.log(`--jobs ${jobs}: ${seconds((b) => b.wall)} s, ${seconds((b) => b.processor)} s of processor time`);
}
const same = new Set(Object.values(found).flatMap((each) => each.map(({ bytes }) => bytes))).size === 1;
console.log(same ? 'the same bytes each time' : 'the bytes differ');
if (!same) process.exitCode = 1;
