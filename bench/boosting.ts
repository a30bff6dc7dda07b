import { binMatrix, compileTrees, fitBoostedTrees } from '../src/models/_boosting/index.ts';
import type { BoostingParams, TrainingSet, UniformSource } from '../src/models/_boosting/index.ts';

/**
 * Boosting at the sizes of walk-forward segments: 30 columns, 5 % NaN in ten of them, 200 rounds of depth 6, one thread.
 * Prints the best of three wall times in ms: bins, bins and fit, and the predictions of all rows; then test error.
 * Run after `npm run build`: `node build/bench/boosting.js [rows ...]`.
 */

const FEATURES = 30;
const PARAMS: BoostingParams = {
  objective: 'squared_error',
  rounds: 200,
  max_depth: 6,
  learning_rate: 0.1,
  l2: 1,
  l1: 0,
  gamma: 0,
  min_child_weight: 1,
  min_leaf_rows: 1,
  row_fraction: 1,
  feature_fraction: 1,
  max_bins: 255,
  patience: undefined,
};

/** Weyl sequence mixed by two multiplications: enough for made-up data. */
function source(seed: number): UniformSource {
  let state = seed >>> 0;
  return {
    uniform() {
      state = (state + 0x9e3779b9) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x100000000;
    },
  };
}

/** Sum of 12 uniform numbers less 6: about normal, without transcendental functions. */
function normal(rng: UniformSource): number {
  let sum = -6;
  for (let k = 0; k < 12; k++) sum += rng.uniform();
  return sum;
}

function makeData(rows: number, seed: number): TrainingSet & { columns: Float64Array[] } {
  const rng = source(seed);
  const columns = Array.from({ length: FEATURES }, () => Float64Array.from({ length: rows }, () => normal(rng)));
  const target = Float64Array.from({ length: rows }, (_, i) => {
    const [a, b, c, d, e] = columns.map((column) => column[i]);
    return a * b + (c > 0.5 ? 2 : 0) + Math.abs(d) - 0.5 * e * e + normal(rng);
  });
  for (const column of columns.slice(0, 10)) {
    for (let i = 0; i < rows; i++) if (rng.uniform() < 0.05) column[i] = NaN;
  }
  return { columns, target };
}

function bestOf<T>(times: number, work: () => T): { ms: number; result: T } {
  let ms = Infinity;
  let result!: T;
  for (let k = 0; k < times; k++) {
    const start = performance.now();
    result = work();
    ms = Math.min(ms, performance.now() - start);
  }
  return { ms, result };
}

const variants: Readonly<Record<string, Partial<BoostingParams>>> = {
  plain: {},
  subsampled: { row_fraction: 0.8, feature_fraction: 0.8 },
};

const asked = process.argv.slice(2).map(Number);
for (const rows of asked.length > 0 ? asked : [5_000, 20_000, 50_000]) {
  const train = makeData(rows, 1);
  const test = makeData(20_000, 2);
  const bins = bestOf(3, () => binMatrix(train.columns, PARAMS.max_bins));
  for (const [name, over] of Object.entries({ ...variants, weighted: {} })) {
    const weight = name === 'weighted' ? { weight: Float64Array.from(train.target, (_, i) => 1 + (i % 3)) } : {};
    const fit = bestOf(3, () => fitBoostedTrees({ ...train, ...weight }, undefined, { ...PARAMS, ...over }, source(3)));
    const trees = compileTrees(fit.result);
    const out = new Float64Array(20_000);
    const predicted = bestOf(3, () => trees.predict(test.columns, 0, out.length, out));
    const squares = out.reduce((sum, value, i) => sum + (value - test.target[i]) * (value - test.target[i]), 0);
    console.log(
      `${rows} rows, ${name}: bins ${bins.ms.toFixed(0)} ms, bins and fit ${fit.ms.toFixed(0)} ms, ` +
        `predict 20000 rows ${predicted.ms.toFixed(0)} ms, test rmse ${Math.sqrt(squares / out.length).toFixed(4)}`,
    );
  }
}
