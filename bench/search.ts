/**
 * Median best loss after some trials over some seeds, on five functions, beside Optuna's TPE in the same run; and the
 * processor time of a suggestion after 1,000 trials of six floats.
 * Run: node build/bench/search.js [seeds] [trials] [--no-peer]
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { streamOf } from '../src/core/rng.ts';
import { historyFor } from '../src/search/history.ts';
import { randomSampler } from '../src/search/samplers/random.ts';
import { sobolSampler } from '../src/search/samplers/sobol.ts';
import { tpeSampler } from '../src/search/samplers/tpe.ts';
import type { SpaceEntries } from '../src/search/space.ts';
import { spaceOf } from '../src/search/space.ts';
import type { Params, PastTrial, Sampler, Space } from '../src/search/types.ts';

const options = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const [seeds, trials] = [Number(options[0] ?? 31), Number(options[1] ?? 100)];

const A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];
const ALPHA = [1, 1.2, 3, 3.2];
const COSTS: Readonly<Record<string, number>> = { none: 0.6, l1: 0.25, l2: 0.3, elastic: 0.1 };
const VENUES = [0.5, 0.2, 0, 0.35, 0.7];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function branin(x: number, y: number): number {
  const bowl = y - (5.1 / (4 * Math.PI * Math.PI)) * x * x + (5 / Math.PI) * x - 6;
  return bowl * bowl + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

function hartmann6(x: readonly number[]): number {
  return -sum(ALPHA.map((a, i) => a * Math.exp(-sum(x.map((v, j) => A[i][j] * (v - P[i][j]) * (v - P[i][j]))))));
}

function ackley(x: readonly number[]): number {
  const root = Math.sqrt(sum(x.map((v) => v * v)) / x.length);
  return -20 * Math.exp(-0.2 * root) - Math.exp(sum(x.map((v) => Math.cos(2 * Math.PI * v))) / x.length) + 20 + Math.E;
}

const square = (x: number): number => x * x;
const axes = (n: number, low: number, high: number): SpaceEntries =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`x${i}`, { low, high }]));
const numbers = (params: Params): number[] => Object.values(params).map(Number);

interface Task {
  readonly entries: SpaceEntries;
  readonly whole?: readonly string[];
  readonly loss: (params: Params) => number;
}

const TASKS: Readonly<Record<string, Task>> = {
  branin: {
    entries: { x: { low: -5, high: 10 }, y: { low: 0, high: 15 } },
    loss: (p) => branin(Number(p['x']), Number(p['y'])),
  },
  hartmann6: { entries: axes(6, 0, 1), loss: (p) => hartmann6(numbers(p)) },
  ackley10: { entries: axes(10, -32.768, 32.768), loss: (p) => ackley(numbers(p)) },
  mixed_flat: {
    entries: {
      rate: { low: 1e-5, high: 1, log: true },
      depth: { low: 2, high: 40 },
      width: { low: 8, high: 1024, log: true },
      share: { low: 0, high: 1, step: 0.05 },
      kind: { choices: Object.keys(COSTS) },
    },
    whole: ['depth', 'width'],
    loss: ({ rate, depth, width, share, kind }) =>
      0.3 * square(Math.log10(Number(rate)) + 2.5) +
      square((Number(depth) - 13) / 12) +
      0.2 * square(Math.log2(Number(width)) - 7.3) +
      4 * square(Number(share) - 0.65) +
      COSTS[String(kind)],
  },
  mixed_tree: {
    entries: {
      gate: { choices: [true, false] },
      venue: { choices: [0, 1, 2, 3, 4] },
      stop: { low: 1.5, high: 6, step: 0.5 },
      z: { low: 0.1, high: 2 },
      window: { low: 100, high: 800, step: 100, when: { gate: true } },
      level: { low: 1e-3, high: 1, log: true, when: { gate: true } },
    },
    whole: ['window'],
    loss({ gate, venue, stop, z, window, level }) {
      const loss = square((Number(stop) - 3.5) / 2) + square(Number(z) - 0.9) + VENUES[Number(venue)];
      if (gate === false) return loss + 0.8;
      return loss + square((Number(window) - 300) / 400) + 0.25 * square(Math.log10(Number(level)) + 1.4);
    },
  },
};

const spaceFor = ({ entries, whole = [] }: Task): Space => spaceOf(entries, (path) => whole.includes(path));

/** Best loss of a study in which results arrive `batch` trials late. */
function bestOf(sampler: Sampler, loss: Task['loss'], batch: number): number {
  const done: PastTrial[] = [];
  let best = Infinity;
  for (let k = 0; k < trials; k++) {
    const params = sampler.suggest(k, historyFor(k, batch, done));
    const result = loss(params);
    done.push({ index: k, state: 'complete', params, loss: result });
    best = Math.min(best, result);
  }
  return best;
}

function medianBest(task: Task, make: (space: Space, seed: number) => Sampler, batch = 1): number {
  const space = spaceFor(task);
  const best = Array.from({ length: seeds }, (_, seed) => bestOf(make(space, seed), task.loss, batch)).sort(
    (a, b) => a - b,
  );
  return best[Math.floor(best.length / 2)];
}

function suggestionMs(): number {
  const space = spaceFor(TASKS['hartmann6']);
  const rng = streamOf(1, 'bench');
  const done: PastTrial[] = Array.from({ length: 1000 }, (_, index) => {
    const params = Object.fromEntries(space.params.map(({ path }) => [path, rng.uniform()]));
    return { index, state: 'complete', params, loss: hartmann6(numbers(params)) };
  });
  const sampler = tpeSampler(space, 0);
  const times: number[] = [];
  for (let k = 1000; k < 1161; k++) {
    const start = process.cpuUsage();
    const params = sampler.suggest(k, done);
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
    done.push({ index: k, state: 'complete', params, loss: hartmann6(numbers(params)) });
  }
  return times.slice(100).sort((a, b) => a - b)[30]; // after the compiler has warmed up
}

interface Peer {
  readonly version: string;
  readonly medians: Readonly<Record<string, number>>;
  readonly suggestion_ms: number;
}

function peer(): Peer | undefined {
  if (process.argv.includes('--no-peer')) return undefined;
  const script = resolve(import.meta.dirname, '../../bench/peers/optuna_tpe.py');
  const { stdout, stderr, status } = spawnSync('python3', [script, String(seeds), String(trials)], {
    encoding: 'utf8',
  });
  if (status !== 0) console.error(`optuna could not be measured: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  return status === 0 ? (JSON.parse(stdout) as Peer) : undefined;
}

const optuna = peer();
console.log(`median best of ${trials} trials over ${seeds} seeds`);
console.table(
  Object.fromEntries(
    Object.entries(TASKS).map(([name, task]) => [
      name,
      {
        random: medianBest(task, randomSampler),
        sobol: medianBest(task, sobolSampler),
        tpe: medianBest(task, tpeSampler),
        'tpe, batch 8': medianBest(task, tpeSampler, 8),
        [`optuna ${optuna?.version ?? ''}`]: optuna?.medians[name] ?? NaN,
      },
    ]),
  ),
);
const ours = suggestionMs();
console.log(
  `suggestion after 1,000 trials x 6: ${ours.toFixed(3)} ms, optuna ${(optuna?.suggestion_ms ?? NaN).toFixed(3)} ms, ratio ${(ours / (optuna?.suggestion_ms ?? NaN)).toFixed(4)}`,
);
