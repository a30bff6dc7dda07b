import { existsSync, readFileSync } from 'node:fs';
import type { FitContext, Model, Sample } from '../src/core/contracts/model.ts';
import type { Params, Values } from '../src/core/params.ts';
import { streamOf } from '../src/core/rng.ts';
import huber from '../src/models/huber.ts';
import logistic from '../src/models/logistic.ts';
import randomForest from '../src/models/random-forest.ts';
import ridge from '../src/models/ridge.ts';

/**
 * Fits of the models that scikit-learn has too, on the data that `bench/peers/sklearn_models.py` writes: columns, labels
 * and classes as little-endian float64. Prints one JSON line: least processor time in ms of `times` fits, coefficients, and R2
 * on the second half of the rows. Run: `node build/bench/models.js FILE ROWS COLUMNS [times] [linear]`.
 */
const [file, rowsText, columnsText, timesText = '15', which = 'forest'] = process.argv.slice(2);
if (file === undefined || !existsSync(file))
  throw new Error('run bench/peers/sklearn_models.py, which calls this with its data');
const [rows, count, times] = [Number(rowsText), Number(columnsText), Number(timesText)];
const bytes = readFileSync(file);
const all = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
const column = (i: number): Float64Array => all.slice(i * rows, (i + 1) * rows);
const columns = Array.from({ length: count }, (_, i) => column(i));
const [label, classes] = [column(count), column(count + 1)];
const half = Math.floor(rows / 2);

const sampleOf = (target: Float64Array, to = rows): Sample => ({
  rows: to,
  columns: columns.map((x) => x.slice(0, to)),
  target: target.slice(0, to),
});
const context = (seed: number): FitContext => ({
  rng: streamOf(seed, 'bench'),
  cancelled: () => false,
  names: columns.map((_, i) => `x${i}`),
});

function milliseconds(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

interface Measured {
  readonly ms: number;
  readonly coefficients?: readonly number[];
  readonly r2?: readonly number[];
}

function linear<P extends Params>(model: Model<P>, values: Values<P>, target: Float64Array): Measured {
  const sample = sampleOf(target);
  let best = Infinity;
  let coefficients: readonly number[] = [];
  for (let k = 0; k < times; k++) {
    const started = process.cpuUsage();
    const fitted = model.fit(values, sample, undefined, context(1)) as unknown as {
      coefficients: number[];
      intercept: number;
    };
    best = Math.min(best, milliseconds(started));
    coefficients = [...fitted.coefficients, fitted.intercept];
  }
  return { ms: best, coefficients };
}

function forest(): Measured {
  const values = { trees: 100, max_depth: 12, min_leaf_rows: 1, row_fraction: 1, feature_fraction: 1, max_bins: 255 };
  const sample = sampleOf(label, half);
  let best = Infinity;
  const r2 = [1, 2, 3, 4, 5].map((seed) => {
    const started = process.cpuUsage();
    const fitted = randomForest.fit(values, sample, undefined, context(seed));
    best = Math.min(best, milliseconds(started));
    const score = new Float64Array(rows - half);
    randomForest.load(fitted).predict(columns, half, rows, score, 0);
    const mean = label.slice(half).reduce((sum, y) => sum + y, 0) / score.length;
    let [left, total] = [0, 0];
    score.forEach((s, t) => {
      left += (s - label[half + t]) * (s - label[half + t]);
      total += (label[half + t] - mean) * (label[half + t] - mean);
    });
    return 1 - left / total;
  });
  return { ms: best, r2 };
}

console.log(
  JSON.stringify({
    ridge: linear(ridge, { l2: 0.001 }, label),
    huber: linear(huber, { epsilon: 1.35, l2: 0.0001 }, label),
    logistic: linear(logistic, { l2: 1 }, classes),
    ...(which === 'forest' && { random_forest: forest() }),
  }),
);
