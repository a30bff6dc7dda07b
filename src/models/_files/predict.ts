import { nextUp } from './float.ts';
import type { FileTree, LinearLeaf, TreeEnsemble } from './ensemble.ts';
import { depthOf, valuesPerRow } from './ensemble.ts';
import { respond } from './response.ts';

export interface CompiledFile {
  /** Values per row. */
  readonly values: number;
  /**
   * Predictions of rows [from, to), `values` of each beside each other, into `out` from `offset` on.
   *
   * In: one column a feature, in the order of the file. A row's bits do not depend on which rows are asked for together.
   */
  predict(columns: readonly Float64Array[], from: number, to: number, out: Float64Array, offset: number): void;
}

/**
 * All nodes of all trees as flat arrays. A leaf is its own child, so that every row takes as many steps as its tree has
 * levels. `children` holds four a node: of x >= threshold, of x < threshold, of NaN, of NaN.
 */
interface Flat {
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly outputs: Int32Array;
  readonly weights: Float64Array;
  /** Trees that compare numbers alone, where NaN has one side. */
  readonly plain: Uint8Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly children: Int32Array;
  readonly value: Float64Array;
  readonly zeroIsMissing: Uint8Array;
  readonly categories: ReadonlyMap<number, Uint32Array>;
  readonly linear: ReadonlyMap<number, LinearLeaf>;
}

const BLOCK = 256;
/** LightGBM: kZeroThreshold, a float32. */
const NEARLY_ZERO = Math.fround(1e-35);
/** XGBoost: categories at or beyond this are none. */
const CATEGORY_LIMIT = 16_777_216;

function flatten({ trees, maker, features }: TreeEnsemble): Flat {
  const starts = [0];
  for (const tree of trees) starts.push(starts[starts.length - 1] + tree.feature.length);
  const nodes = starts[trees.length];
  const categories = new Map<number, Uint32Array>();
  const linear = new Map<number, LinearLeaf>();
  const flat: Flat = {
    roots: Int32Array.from(trees, (_, k) => starts[k]),
    depths: Int32Array.from(trees, (tree, k) => depthOf(tree, features, `tree ${k}`)),
    outputs: Int32Array.from(trees, (tree) => tree.output),
    weights: Float64Array.from(trees, (tree) => tree.weight),
    plain: Uint8Array.from(trees, isPlain),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    children: new Int32Array(4 * nodes),
    value: new Float64Array(nodes),
    zeroIsMissing: new Uint8Array(nodes),
    categories,
    linear,
  };
  trees.forEach((tree, k) => {
    for (let id = 0; id < tree.feature.length; id++) writeNode(flat, tree, id, starts[k], maker);
    for (const [id, bits] of tree.categories) categories.set(starts[k] + id, bits);
    for (const [id, leaf] of tree.linear) linear.set(starts[k] + id, leaf);
  });
  return flat;
}

const isPlain = (tree: FileTree): number =>
  +(tree.categories.size === 0 && tree.linear.size === 0 && !tree.missing.includes('zero'));

function writeNode(flat: Flat, tree: FileTree, id: number, start: number, maker: TreeEnsemble['maker']): void {
  const at = start + id;
  flat.value[at] = tree.value[id];
  if (tree.feature[id] < 0) {
    flat.children.fill(at, 4 * at, 4 * at + 4);
    return;
  }
  const [left, right] = [start + tree.left[id], start + tree.right[id]];
  const threshold = maker === 'lightgbm' ? nextUp(tree.threshold[id]) : tree.threshold[id];
  const missing = tree.missing[id];
  const unknownLeft = missing === 'none' ? 0 < threshold : tree.default_left[id] === 1;
  flat.feature[at] = tree.feature[id];
  flat.threshold[at] = threshold;
  flat.zeroIsMissing[at] = +(missing === 'zero');
  flat.children.set([right, left, unknownLeft ? left : right], 4 * at);
}

function addPlain(flat: Flat, k: number, block: Float64Array, count: number, features: number, sums: Float64Array) {
  const { feature, threshold, children, value } = flat;
  const [depth, weight, root] = [flat.depths[k], flat.weights[k], flat.roots[k]];
  for (let i = 0; i < count; i++) {
    const row = i * features;
    let at = root;
    for (let level = 0; level < depth; level++) {
      const x = block[row + feature[at]];
      at = children[4 * at + +(x < threshold[at]) + 2 * +(x !== x)];
    }
    sums[i] += weight * value[at];
  }
}

/** The leaf of a row in a tree with categories, linear leaves, or zeros that are missing. */
function leafOf(flat: Flat, k: number, row: Float64Array, maker: TreeEnsemble['maker']): number {
  let at = flat.roots[k];
  for (let level = 0; level < flat.depths[k]; level++) {
    const x = row[flat.feature[at]];
    const bits = flat.categories.get(at);
    let side = +(x < flat.threshold[at]) + 2 * +(x !== x);
    if (bits !== undefined) side = maker === 'lightgbm' ? +isAmong(bits, x) : x !== x ? 2 : +goesLeft(bits, x);
    else if (flat.zeroIsMissing[at] === 1 && x >= -NEARLY_ZERO && x <= NEARLY_ZERO) side = 2;
    at = flat.children[4 * at + side];
  }
  return at;
}

/** LightGBM: whole part of x; negative or unknown ones are in no set. */
function isAmong(bits: Uint32Array, x: number): boolean {
  const category = Math.trunc(x);
  return category >= 0 && category < 32 * bits.length && ((bits[category >>> 5] >>> (category & 31)) & 1) === 1;
}

/** XGBoost: what is in the set goes right; a value that cannot be a category goes left. */
function goesLeft(bits: Uint32Array, x: number): boolean {
  return x < 0 || x >= CATEGORY_LIMIT || !isAmong(bits, x);
}

function leafValue(flat: Flat, at: number, row: Float64Array): number {
  const leaf = flat.linear.get(at);
  if (leaf === undefined) return flat.value[at];
  let sum = leaf.constant;
  for (let i = 0; i < leaf.features.length; i++) {
    const x = row[leaf.features[i]];
    if (x - x !== 0) return flat.value[at];
    sum += leaf.coefficients[i] * x;
  }
  return sum;
}

/** A predictor over a file's model. Throws where a tree is none. */
export function compileEnsemble(model: TreeEnsemble): CompiledFile {
  const flat = flatten(model);
  const { features, outputs, base, divisor, maker, response } = model;
  const single = maker === 'xgboost';
  const values = valuesPerRow(model);
  const block = new Float64Array(BLOCK * features);
  const sums = Array.from({ length: outputs }, () => new Float64Array(BLOCK));
  const row = new Float64Array(outputs);

  const addTree = (k: number, count: number): void => {
    const into = sums[flat.outputs[k]];
    if (flat.plain[k] === 1) addPlain(flat, k, block, count, features, into);
    else
      for (let i = 0; i < count; i++) {
        const x = block.subarray(i * features, (i + 1) * features);
        into[i] += flat.weights[k] * leafValue(flat, leafOf(flat, k, x, maker), x);
      }
    if (single) for (let i = 0; i < count; i++) into[i] = Math.fround(into[i]);
  };
  return Object.freeze({
    values,
    predict(columns: readonly Float64Array[], from: number, to: number, out: Float64Array, offset: number) {
      if (columns.length !== features) throw new Error(`found ${columns.length} columns, the model has ${features}`);
      for (let start = from; start < to; start += BLOCK) {
        const count = Math.min(BLOCK, to - start);
        gather(columns, start, count, block, single);
        for (let k = 0; k < outputs; k++) sums[k].fill(base[k]);
        for (let k = 0; k < flat.roots.length; k++) addTree(k, count);
        for (let i = 0; i < count; i++) {
          for (let k = 0; k < outputs; k++) row[k] = sums[k][i] / divisor;
          respond(response, row);
          for (let k = 0; k < values; k++) out[offset + (start - from + i) * values + k] = row[k];
        }
      }
    },
  });
}

function gather(
  columns: readonly Float64Array[],
  start: number,
  count: number,
  block: Float64Array,
  single: boolean,
): void {
  for (let f = 0; f < columns.length; f++) {
    const column = columns[f];
    if (single) for (let i = 0; i < count; i++) block[i * columns.length + f] = Math.fround(column[start + i]);
    else for (let i = 0; i < count; i++) block[i * columns.length + f] = column[start + i];
  }
}
