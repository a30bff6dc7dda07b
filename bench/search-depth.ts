/**
 * Search in depth beside Optuna, in one run: median best of CMA-ES over seeds on Ackley, Rosenbrock and Rastrigin in 10
 * dimensions, as published (optimum in or near the middle, where both begin) and moved away from it; median hypervolume on ZDT1 beside NSGA-II; ranking by fANOVA on three studies that Optuna sampled.
 * Run: npm run bench -- search-depth [seeds] [trials]
 */
import { peer } from './_harness.ts';
import { cmaSampler } from '../src/search/samplers/cma.ts';
import { tpeSampler } from '../src/search/samplers/tpe.ts';
import { importanceOf } from '../src/search/analysis/importance.ts';
import { historyFor } from '../src/search/history.ts';
import { hypervolume } from '../src/search/pareto.ts';
import type { SpaceEntries } from '../src/search/space.ts';
import { spaceOf } from '../src/search/space.ts';
import type { Params, PastTrial, Sampler, Space } from '../src/search/types.ts';

const [seeds, trials] = [Number(process.argv[2] ?? 11), Number(process.argv[3] ?? 200)];

/** No choice was made on these seeds. */
const FIRST_SEED = 1000;

const square = (x: number): number => x * x;
const total = (x: readonly number[], of: (v: number, i: number) => number): number =>
  x.reduce((sum, v, i) => sum + of(v, i), 0);

interface Task {
  readonly low: number;
  readonly high: number;
  readonly loss: (x: readonly number[]) => number;
}

const TASKS: { readonly [name: string]: Task } = {
  ackley10: {
    low: -32.768,
    high: 32.768,
    loss: (x) =>
      -20 * Math.exp(-0.2 * Math.sqrt(total(x, square) / x.length)) -
      Math.exp(total(x, (v) => Math.cos(2 * Math.PI * v)) / x.length) +
      20 +
      Math.E,
  },
  rosenbrock10: {
    low: -5,
    high: 10,
    loss: (x) => total(x.slice(1), (v, i) => 100 * square(v - square(x[i])) + square(1 - x[i])),
  },
  rastrigin10: {
    low: -5.12,
    high: 5.12,
    loss: (x) => 10 * x.length + total(x, (v) => square(v) - 10 * Math.cos(2 * Math.PI * v)),
  },
};

const spaceOn = (n: number, low: number, high: number): Space =>
  spaceOf(
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`x${i}`, { low, high }])) as SpaceEntries,
    () => false,
  );
const numbers = (params: Params): number[] => Object.values(params).map(Number);

function study(
  sampler: Sampler,
  count: number,
  losses: (x: readonly number[]) => readonly number[],
): readonly PastTrial[] {
  const done: PastTrial[] = [];
  for (let k = 0; k < count; k++) {
    const params = sampler.suggest(k, historyFor(k, 1, done));
    const found = losses(numbers(params));
    done.push({ index: k, state: 'complete', params, loss: found[0], ...(found.length > 1 && { losses: found }) });
  }
  return done;
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
const overSeeds = (of: (seed: number) => number): number =>
  middle(Array.from({ length: seeds }, (_, i) => of(FIRST_SEED + i)));

const GOLDEN = 0.6180339887498949;

/** The function with its optimum away from the middle of the ranges, elsewhere for each seed. */
function moved({ low, high, loss }: Task, seed: number): Task['loss'] {
  const by = (i: number): number => 0.25 * (high - low) * (2 * (((seed + 1) * (i + 1) * GOLDEN) % 1) - 1);
  return (x) => loss(x.map((v, i) => v - by(i)));
}

/** Zitzler, Deb and Thiele (2000), test function 1: 30 numbers of 0..1. */
function zdt1(x: readonly number[]): readonly number[] {
  const g = 1 + (9 * total(x.slice(1), (v) => v)) / (x.length - 1);
  return [x[0], g * (1 - Math.sqrt(x[0] / g))];
}

const REFERENCE = [1.1, 11];

interface Peer {
  readonly version: string;
  readonly best: { readonly [task: string]: number };
  readonly hypervolume: number;
  readonly studies: readonly {
    readonly name: string;
    readonly space: SpaceEntries;
    readonly trials: readonly { readonly params: Params; readonly value: number }[];
    readonly importance: { readonly [path: string]: number };
  }[];
}

const optuna = peer<Peer>('optuna_depth.py', [String(seeds), String(trials)]);
console.log(`CMA-ES, median best of ${trials} trials over ${seeds} seeds; Optuna ${optuna.version}`);
console.table(
  Object.fromEntries(
    Object.entries(TASKS).flatMap(([name, task]) => {
      const space = spaceOn(10, task.low, task.high);
      const best = (batch: number, lossOf: (seed: number) => Task['loss']): number =>
        overSeeds((seed) => {
          const loss = lossOf(seed);
          const tried = study(cmaSampler(space, seed, { batch }), trials, (x) => [loss(x)]);
          return Math.min(...tried.map((t) => t.loss ?? NaN));
        });
      const row = (label: string, lossOf: (seed: number) => Task['loss']): readonly [string, object] => [
        label,
        { cma_es: best(1, lossOf), 'cma_es, batch 8': best(8, lossOf), optuna: optuna.best[label] },
      ];
      return [row(name, () => task.loss), row(`${name}, moved`, (seed) => moved(task, seed))];
    }),
  ),
);
const unit = spaceOn(30, 0, 1);
const front = overSeeds((seed) =>
  hypervolume(
    study(tpeSampler(unit, seed), 200, zdt1).map(({ losses }) => losses ?? []),
    REFERENCE,
  ),
);
console.log(
  `ZDT1, median hypervolume of 200 trials: tpe ${front.toFixed(3)}, NSGA-II ${optuna.hypervolume.toFixed(3)}`,
);
for (const { name, space: entries, trials: tried, importance } of optuna.studies) {
  const space = spaceOf(entries, () => false);
  const seen = tried.map(({ params, value }, index) => ({ index, params, loss: value }));
  const ours = importanceOf(space, seen, 0);
  const theirs = Object.entries(importance).sort((a, b) => b[1] - a[1]);
  const told = (list: readonly (readonly [string, number])[]): string =>
    list.map(([path, share]) => `${path} ${share.toFixed(3)}`).join(', ');
  console.log(`fANOVA of ${name}: ${told(ours.map(({ path, fanova }) => [path, fanova]))}; Optuna ${told(theirs)}`);
}
