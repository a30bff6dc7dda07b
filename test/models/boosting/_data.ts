import { binEdges, edgeRoom, edgeRoomBytes } from '../../../src/models/_boosting/bin-edges.ts';
import { compileTrees } from '../../../src/models/_boosting/index.ts';
import type { BoostedTrees, BoostingParams, UniformSource } from '../../../src/models/_boosting/index.ts';

export const params: BoostingParams = {
  objective: 'squared_error',
  rounds: 20,
  max_depth: 3,
  learning_rate: 0.3,
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

/** A small generator for tests: fractions of a 31-bit linear congruence. */
export function source(seed: number): UniformSource {
  let state = seed;
  return {
    uniform() {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state / 0x80000000;
    },
  };
}

/** Columns of uniform numbers in [-1, 1), some NaN, and a target from the first three plus noise. */
export function wavy(rows: number, features: number, seed = 1): { columns: Float64Array[]; target: Float64Array } {
  const rng = source(seed);
  const draw = (): number => 2 * rng.uniform() - 1;
  const columns = Array.from({ length: features }, () => Float64Array.from({ length: rows }, draw));
  const target = Float64Array.from({ length: rows }, (_, i) => {
    const [a, b, c] = columns.map((column) => column[i]);
    return a * b + (c > 0.2 ? 1 : 0) + 0.3 * draw();
  });
  for (const column of columns) for (let i = 0; i < rows; i++) if (rng.uniform() < 0.05) column[i] = NaN;
  return { columns, target };
}

export function predictAll(model: BoostedTrees, columns: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(columns[0].length);
  compileTrees(model).predict(columns, 0, out.length, out);
  return out;
}

export function rmse(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) * (value - b[i]), 0) / a.length);
}

export function edgesOf(column: Float64Array, maxBins: number): Float64Array {
  return binEdges(column, maxBins, edgeRoom(column.length, new ArrayBuffer(edgeRoomBytes(column.length)), 0));
}
