/**
 * Sweeps of two gates over a year of 5-minute bars (105,120): trials per second by the difference of a short and a long
 * sweep, so that start and the report of honesty (which looks at 300 trials at most) cancel; two workers beside two
 * processes; peak resident memory of 1,000 and 10,000 trials.
 *
 * Run: npm run bench -- sweep [trials]
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elapsed } from '../src/core/clock.ts';
import { CLI, ROOT } from './_harness.ts';

const SPEC = `extends: [kraken-walk-forward-synthetic.yml]
name: sweep
data: { range: { from: 2023-01-01, to: 2024-01-01 } }
models: { gbm: { rounds: 20 } }
search:
  trials: 100
  sampler: { type: random }
  pruner: null
  constraints: null
  space:
    gates.ev.min: { low: 0.1bps, high: 20bps }
    gates.z.min: { low: 0.01, high: 1.0 }
    gates.quantile.enabled: null
    gates.quantile.window: null
    execution.exits.stop_loss.multiple: null
    execution.exits.take_profit.multiple: null
    signals.edge.weights.h1: null
    signals.edge.of: null
`;

interface Sweep {
  readonly trials: number;
  readonly jobs: number;
  readonly sampler: 'random' | 'tpe';
}

const lineOf = ({ trials, jobs, sampler }: Sweep): readonly string[] => [
  'sweep',
  'sweep.yml',
  '--quiet',
  '--trials',
  String(trials),
  '--jobs',
  String(jobs),
  '--sampler',
  sampler,
];

/** Seconds of sweeps that run at the same time. */
async function seconds(cwd: string, sweeps: readonly Sweep[]): Promise<number> {
  const started = elapsed();
  const ended = sweeps.map(
    (sweep) =>
      new Promise<number | null>((done) =>
        spawn(process.execPath, [CLI, ...lineOf(sweep)], { cwd, stdio: 'ignore' }).on('close', done),
      ),
  );
  const codes = await Promise.all(ended);
  if (codes.some((code) => code !== 0)) throw new Error(`a sweep ended with ${codes.join(', ')}`);
  return (elapsed() - started) / 1000;
}

const FEW = 300;

/** Trials per second of one process, or of several beside each other. */
async function rate(cwd: string, sweep: Omit<Sweep, 'trials'>, trials: number, processes = 1): Promise<number> {
  const all = (count: number): readonly Sweep[] =>
    Array.from({ length: processes }, () => ({ ...sweep, trials: count }));
  const few = await seconds(cwd, all(FEW));
  return (processes * (trials - FEW)) / ((await seconds(cwd, all(trials))) - few);
}

/** Peak resident memory of a sweep, MB; by /proc, so on Linux only. */
async function peak(cwd: string, sweep: Sweep): Promise<number> {
  const child = spawn(process.execPath, [CLI, ...lineOf(sweep)], { cwd, stdio: 'ignore' });
  let kilobytes = NaN;
  const timer = setInterval(() => {
    try {
      kilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? kilobytes);
    } catch {
      // it has ended, or there is no /proc
    }
  }, 20);
  await new Promise((done) => child.on('close', done));
  clearInterval(timer);
  return kilobytes / 1024;
}

const cwd = mkdtempSync(join(tmpdir(), 'assay-sweep-bench-'));
try {
  for (const name of ['kraken-walk-forward', 'kraken-walk-forward-synthetic'])
    copyFileSync(join(ROOT, 'experiments', `${name}.yml`), join(cwd, `${name}.yml`));
  writeFileSync(join(cwd, 'sweep.yml'), SPEC);
  writeFileSync(join(cwd, 'config.yml'), 'paths: { data: data, results: results, logs: logs, cache: .cache }\n');
  const trials = Number(process.argv[2] ?? 1300);
  await seconds(cwd, [{ trials: 2, jobs: 2, sampler: 'random' }]);
  const say = (what: string, value: number): void =>
    console.log(`${what.padEnd(48)} ${value.toFixed(value < 10 ? 2 : 0)}`);
  const one = { jobs: 1, sampler: 'random' } as const;
  say('random, one worker: trials/s', await rate(cwd, one, trials));
  say('TPE in 2 dimensions, one worker: trials/s', await rate(cwd, { ...one, sampler: 'tpe' }, trials));
  say(
    'two workers / two processes',
    (await rate(cwd, { ...one, jobs: 2 }, trials)) / (await rate(cwd, one, trials, 2)),
  );
  for (const count of [1000, 10_000]) say(`peak of ${count} trials: MB`, await peak(cwd, { ...one, trials: count }));
} finally {
  rmSync(cwd, { recursive: true, force: true });
}
