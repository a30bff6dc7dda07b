import { checkModel } from './check-model.ts';
import { responseOf } from './response.ts';
import type { BoostedTree, BoostedTrees } from './types.ts';
import { BLOCK, isWorthKernel, kernelNodes, plainWalker, withKernelWalker } from './walk.ts';
import type { FlatTrees, Walker } from './walk.ts';

type Rows = readonly [from: number, to: number];

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

/** A predictor over a fitted model, or over one read back from its JSON. Throws where its trees do not hold together. */
export function compileTrees(model: BoostedTrees): CompiledTrees {
  checkModel(model);
  const trees = flatten(model);
  const { features, base_score: base } = model;
  const outputs = base.length;
  const response = responseOf(model);
  const plain = plainWalker(trees, outputs);
  let nodes: Uint8Array | undefined;
  const row = new Float64Array(outputs);
  type Use = (row: Float64Array, k: number) => void;
  function walkWith(
    { block, scores, add }: Walker,
    columns: readonly Float64Array[],
    [from, to]: Rows,
    use: Use,
  ): void {
    for (let start = from; start < to; start += BLOCK) {
      const count = Math.min(BLOCK, to - start);
      gather(columns, start, count, block);
      scores.forEach((sum, k) => {
        sum.fill(base[k]);
        add([k, outputs], count);
      });
      for (let i = 0; i < count; i++) {
        for (let k = 0; k < outputs; k++) row[k] = scores[k][i];
        use(row, start - from + i);
      }
    }
  }
  function walk(columns: readonly Float64Array[], from: number, to: number, use: Use): void {
    if (columns.length !== features) throw new Error(`found ${columns.length} columns, the model has ${features}`);
    if (!isWorthKernel(trees, to - from)) return walkWith(plain, columns, [from, to], use);
    nodes ??= kernelNodes(trees);
    withKernelWalker(trees, nodes, outputs, (walker) => walkWith(walker, columns, [from, to], use));
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
