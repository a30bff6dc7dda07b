import { objectives } from './objectives.ts';
import type { BoostedTrees } from './types.ts';

/** Trees as flat arrays over all nodes, children as absolute indexes. */
interface FlatTrees {
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** The child of missing values. */
  readonly absent: Int32Array;
  readonly value: Float64Array;
}

export interface CompiledTrees {
  /**
   * Predictions of rows [from, to) into `out` from `outOffset` on: labels, or probabilities of label 1 (logistic).
   *
   * In: one column a feature, in the order of the fit; NaN = missing. The trees are added in their order to each row
   * alone, so that its bits do not depend on which rows are asked for together.
   */
  predict(columns: readonly Float64Array[], from: number, to: number, out: Float64Array, outOffset?: number): void;
}

/** Rows whose features are gathered at a time, so that they stay in cache for all trees. */
const BLOCK = 256;

function flatten(model: BoostedTrees): FlatTrees {
  const nodes = model.trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const flat: FlatTrees = {
    roots: new Int32Array(model.trees.length),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    absent: new Int32Array(nodes),
    value: new Float64Array(nodes),
  };
  let start = 0;
  model.trees.forEach((tree, k) => {
    flat.roots[k] = start;
    tree.feature.forEach((feature, id) => {
      const threshold = tree.threshold[id];
      flat.feature[start + id] = feature;
      flat.threshold[start + id] = threshold === -Number.MAX_VALUE ? -Infinity : threshold;
      flat.left[start + id] = start + tree.left[id];
      flat.right[start + id] = start + tree.right[id];
      flat.absent[start + id] = start + (tree.default_left[id] === 1 ? tree.left[id] : tree.right[id]);
      flat.value[start + id] = tree.value[id];
    });
    start += tree.feature.length;
  });
  return flat;
}

function gather(columns: readonly Float64Array[], start: number, count: number, block: Float64Array): void {
  for (let f = 0; f < columns.length; f++) {
    const column = columns[f];
    for (let i = 0; i < count; i++) block[i * columns.length + f] = column[start + i];
  }
}

/** Adds all trees to `count` scores whose features lie row by row in `block`. */
function addTrees(trees: FlatTrees, block: Float64Array, count: number, out: Float64Array, at: number): void {
  const features = block.length / BLOCK;
  const { roots, feature, threshold, left, right, absent, value } = trees;
  for (let k = 0; k < roots.length; k++) {
    const root = roots[k];
    for (let i = 0; i < count; i++) {
      const base = i * features;
      let node = root;
      for (let f = feature[node]; f >= 0; f = feature[node]) {
        const x = block[base + f];
        if (x < threshold[node]) node = left[node];
        else node = x === x ? right[node] : absent[node];
      }
      out[at + i] += value[node];
    }
  }
}

/** A predictor over a fitted model, or over one read back from its JSON. */
export function compileTrees(model: BoostedTrees): CompiledTrees {
  const trees = flatten(model);
  const { features, base_score: base } = model;
  const { response } = objectives[model.objective];
  const block = new Float64Array(BLOCK * features);
  return Object.freeze({
    predict(columns: readonly Float64Array[], from: number, to: number, out: Float64Array, outOffset = 0) {
      if (columns.length !== features) throw new Error(`found ${columns.length} columns, the model has ${features}`);
      for (let start = from; start < to; start += BLOCK) {
        const count = Math.min(BLOCK, to - start);
        gather(columns, start, count, block);
        const at = outOffset + start - from;
        out.fill(base, at, at + count);
        addTrees(trees, block, count, out, at);
        for (let i = at; i < at + count; i++) out[i] = response(out[i]);
      }
    },
  });
}
