/**
 * One boosting job on rows that `bench/peers/boosting.py` wrote, which runs LightGBM and XGBoost beside it:
 * `node build/bench/boosting.js <folder> [threads]`. Prints processor times in seconds, peak memory added and losses as JSON.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { elapsed } from '../src/core/clock.ts';
import { streamOf } from '../src/core/rng.ts';
import { createTeam, dismissHelpers } from '../src/core/team.ts';
import { compileTrees, fitBoostedTrees, treeShap } from '../src/models/_boosting/index.ts';
import type { BoostedTrees, BoostingParams } from '../src/models/_boosting/index.ts';

interface Job {
  readonly train: number;
  readonly test: number;
  readonly columns: number;
  readonly task: 'regression' | 'binary';
  readonly seeds: readonly number[];
  readonly fits: number;
  readonly row_fraction: number;
  readonly shap: number;
}

const folder = process.argv[2];
const helpers = Number(process.argv[3] ?? 1) - 1;
const job = JSON.parse(readFileSync(join(folder, 'job.json'), 'utf8')) as Job;
const all = job.train + job.test;
const bytes = readFileSync(join(folder, 'data.bin'));
const column = (k: number): Float64Array => new Float64Array(bytes.buffer, bytes.byteOffset + k * all * 8, all);
const columns = Array.from({ length: job.columns }, (_, k) => column(k));
const target = column(job.columns);
const params: BoostingParams = {
  ...{ rounds: 200, max_depth: 6, learning_rate: 0.1, l2: 1, l1: 0, gamma: 0, min_child_weight: 1 },
  ...{ min_leaf_rows: 1, row_fraction: job.row_fraction, feature_fraction: 1, max_bins: 255, patience: undefined },
  objective: job.task === 'binary' ? 'logistic' : 'squared_error',
};

function timed<T>(work: () => T): { readonly cpu: number; readonly wall: number; readonly result: T } {
  const [started, before] = [elapsed(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1e6, wall: (elapsed() - started) / 1e3, result };
}

function lossOf(predicted: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < job.test; t++) {
    const [p, y] = [predicted[t], target[job.train + t]];
    sum += job.task === 'binary' ? -Math.log(y === 1 ? p : 1 - p) : (p - y) * (p - y);
  }
  return job.task === 'binary' ? sum / job.test : Math.sqrt(sum / job.test);
}

const team = helpers > 0 ? createTeam() : undefined;
for (let k = 0; k < helpers; k++) new Worker(new URL('./_fit-helper.js', import.meta.url), { workerData: team });
const train = { columns: columns.map((x) => x.subarray(0, job.train)), target: target.subarray(0, job.train) };
const few = { columns: train.columns.map((x) => x.subarray(0, 200)), target: train.target.subarray(0, 200) };
const fit = (seed: number, set = train): BoostedTrees =>
  fitBoostedTrees(set, undefined, params, streamOf(seed, 'bench'), { team });
fit(0, few); // as the others are warmed up: code is compiled, memory of few rows
const resting = process.resourceUsage().maxRSS;
let model: BoostedTrees | undefined; // one at a time, as the others hold theirs
const fits = Array.from({ length: job.fits }, () => {
  const { cpu, wall, result } = timed(() => fit(job.seeds[0]));
  model = result;
  return { cpu, wall };
});
const added = (process.resourceUsage().maxRSS - resting) / 1024;
const least = (of: readonly { cpu: number; wall: number }[], key: 'cpu' | 'wall'): number =>
  Math.min(...of.map((t) => t[key]));
const models = job.seeds.map((seed, k) => (k === 0 ? (model as BoostedTrees) : fit(seed)));
const out = new Float64Array(job.test);
const predictor = compileTrees(models[0]);
const predictions = [1, 2, 3].map(() => timed(() => predictor.predict(columns, job.train, all, out)));
const shap = job.shap > 0 ? timed(() => treeShap(models[0], columns, job.train, job.train + job.shap)).cpu : 0;
const losses = models.map((model) => {
  compileTrees(model).predict(columns, job.train, all, out);
  return lossOf(out);
});
console.log(
  JSON.stringify({
    ...{ cpu: least(fits, 'cpu'), wall: least(fits, 'wall'), added },
    ...{ predict: least(predictions, 'cpu'), shap, losses },
  }),
);
if (team !== undefined) dismissHelpers(team);
