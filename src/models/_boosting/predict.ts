import { checkModel } from './check-model.ts';
import { responseOf } from './response.ts';
import type { BoostedTree, BoostedTrees } from './types.ts';

/** Trees as flat arrays over all nodes. A leaf is its own child, so that every row takes as many steps as its tree has levels. */
interface FlatTrees {
  readonly features: number;
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** Four a node: the child of x >= threshold, of x < threshold, and of missing values. */
  readonly children: Int32Array;
  readonly value: Float64Array;
}

export interface CompiledTrees {
  /**
   * Predictions of rows [from, to) into `out` from `outOffset` on: labels, probabilities of label 1 (logistic), or mean
   * class labels (multiclass).
   *
   * In: one column a feature, in the order of the fit; NaN = missing. The trees are added in their order to each row
   * alone, so that its bits do not depend on which rows are asked for together.
   */
  predict(columns: readonly Float64Array[], from: number, to: number, out: Float64Array, outOffset?: number): void;
  /** Raw scores of rows [from, to): row by row, one number per output. */
  scores(columns: readonly Float64Array[], from: number, to: number): Float64Array;
}

/** Rows whose features are gathered at a time, so that they stay in cache for all trees. */
const BLOCK = 256;

/** Levels of splits of each tree; parents stand before their children. */
function depthOf(tree: BoostedTree): number {
  const depths = new Int32Array(tree.feature.length);
  let deepest = 0;
  tree.feature.forEach((feature, id) => {
    if (feature < 0) return;
    const below = depths[id] + 1;
    depths[tree.left[id]] = below;
    depths[tree.right[id]] = below;
    deepest = Math.max(deepest, below);
  });
  return deepest;
}

function writeNode(flat: FlatTrees, tree: BoostedTree, id: number, start: number): void {
  const at = start + id;
  const isLeaf = tree.feature[id] < 0;
  const left = isLeaf ? at : start + tree.left[id];
  const right = isLeaf ? at : start + tree.right[id];
  const threshold = tree.threshold[id];
  flat.feature[at] = isLeaf ? 0 : tree.feature[id];
  flat.threshold[at] = threshold === -Number.MAX_VALUE ? -Infinity : threshold;
  flat.children.set([right, left, tree.default_left[id] === 1 ? left : right], 4 * at);
  flat.value[at] = tree.value[id];
}

function flatten(model: BoostedTrees): FlatTrees {
  const nodes = model.trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const flat: FlatTrees = {
    features: model.features,
    roots: new Int32Array(model.trees.length),
    depths: Int32Array.from(model.trees, depthOf),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    children: new Int32Array(4 * nodes),
    value: new Float64Array(nodes),
  };
  let start = 0;
  model.trees.forEach((tree, k) => {
    flat.roots[k] = start;
    for (let id = 0; id < tree.feature.length; id++) writeNode(flat, tree, id, start);
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

/**
 * Adds every `outputs`-th tree from `first` on to the scores of a block whose features lie row by row. Four rows go
 * down a tree side by side, so that their look-ups overlap; the block is a multiple of four, and rows behind `count`
 * hold what they will.
 */
function addTrees(
  trees: FlatTrees,
  [first, outputs]: readonly [number, number],
  block: Float64Array,
  count: number,
  scores: Float64Array,
): void {
  const { features, roots, depths, feature, threshold, children, value } = trees;
  for (let k = first; k < roots.length; k += outputs) {
    const depth = depths[k];
    for (let i = 0; i < count; i += 4) {
      const at = i * features;
      let [a, b, c, d] = [roots[k], roots[k], roots[k], roots[k]];
      for (let level = 0; level < depth; level++) {
        const xa = block[at + feature[a]];
        const xb = block[at + features + feature[b]];
        const xc = block[at + 2 * features + feature[c]];
        const xd = block[at + 3 * features + feature[d]];
        a = children[4 * a + +(xa < threshold[a]) + 2 * +(xa !== xa)];
        b = children[4 * b + +(xb < threshold[b]) + 2 * +(xb !== xb)];
        c = children[4 * c + +(xc < threshold[c]) + 2 * +(xc !== xc)];
        d = children[4 * d + +(xd < threshold[d]) + 2 * +(xd !== xd)];
      }
      scores[i] += value[a];
      scores[i + 1] += value[b];
      scores[i + 2] += value[c];
      scores[i + 3] += value[d];
    }
  }
}

/** A predictor over a fitted model, or over one read back from its JSON. Throws where its trees do not hold together. */
export function compileTrees(model: BoostedTrees): CompiledTrees {
  checkModel(model);
  const trees = flatten(model);
  const { features, base_score: base } = model;
  const outputs = base.length;
  const response = responseOf(model);
  const block = new Float64Array(BLOCK * features);
  const sums = base.map(() => new Float64Array(BLOCK));
  const row = new Float64Array(outputs);
  type Use = (row: Float64Array, k: number) => void;
  function walk(columns: readonly Float64Array[], from: number, to: number, use: Use): void {
    if (columns.length !== features) throw new Error(`found ${columns.length} columns, the model has ${features}`);
    for (let start = from; start < to; start += BLOCK) {
      const count = Math.min(BLOCK, to - start);
      gather(columns, start, count, block);
      sums.forEach((sum, k) => addTrees(trees, [k, outputs], block, count, sum.fill(base[k])));
      for (let i = 0; i < count; i++) {
        for (let k = 0; k < outputs; k++) row[k] = sums[k][i];
        use(row, start - from + i);
      }
    }
  }
  return Object.freeze({
    predict(columns: readonly Float64Array[], from: number, to: number, out: Float64Array, outOffset = 0) {
      walk(columns, from, to, (scores, k) => {
        out[outOffset + k] = response(scores);
      });
    },
    scores(columns: readonly Float64Array[], from: number, to: number) {
      const out = new Float64Array((to - from) * outputs);
      walk(columns, from, to, (scores, k) => out.set(scores, k * outputs));
      return out;
    },
  });
}
