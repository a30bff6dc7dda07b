import type { Contributions } from '../../core/contracts/model.ts';
import { cos } from '../../core/math/index.ts';
import { checkModel } from './check-model.ts';
import { eachLeaf, wordsOf } from './leaf-paths.ts';
import type { LeafPath } from './leaf-paths.ts';
import type { BoostedTrees } from './types.ts';

/** Nodes and weights on [0, 1] that integrate polynomials of degree below 2n exactly. */
interface Quadrature {
  readonly at: Float64Array;
  readonly weight: Float64Array;
}

/** Value and slope of the Legendre polynomial of degree n at x. */
function legendre(n: number, x: number): readonly [value: number, slope: number] {
  let [before, value] = [1, x];
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return [value, (n * (x * value - before)) / (x * x - 1)];
}

/** Gauss-Legendre rule of n points. Source: Abramowitz and Stegun (1972), 25.4.29. */
export function gaussLegendre(n: number): Quadrature {
  const at = new Float64Array(n);
  const weight = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let x = cos((Math.PI * (k + 0.75)) / (n + 0.5));
    for (let step = 0; step < 8; step++) {
      const [value, slope] = legendre(n, x);
      x -= value / slope;
    }
    const [, slope] = legendre(n, x);
    at[k] = (1 + x) / 2;
    weight[k] = 1 / ((1 - x * x) * slope * slope);
  }
  return { at, weight };
}

const rules: Quadrature[] = [];
const ruleOf = (points: number): Quadrature => (rules[points] ??= gaussLegendre(points));

/** Memory of the leaves of one tree. */
interface Patterns {
  readonly words: number;
  /** Contributions of each pattern, at the place of the first row that has it. */
  readonly values: Float64Array;
  /** Hash table of those rows; a slot counts where it bears the number of the leaf. */
  readonly rows: Int32Array;
  readonly leaves: Int32Array;
  leaf: number;
  readonly above: Float64Array;
  readonly isKept: Float64Array;
}

function patternsOf(rows: number, words: number, columns: number): Patterns {
  const slots = 2 << (32 - Math.clz32(Math.max(1, rows)));
  return {
    words,
    values: new Float64Array(rows * Math.min(columns, 32 * words)),
    rows: new Int32Array(slots),
    leaves: new Int32Array(slots),
    leaf: 0,
    above: new Float64Array(columns + 1),
    isKept: new Float64Array(columns),
  };
}

/** The first row with the pattern of `row`: itself where no earlier row has it. */
function sameRow({ words, rows, leaves, leaf }: Patterns, kept: Uint32Array, row: number): number {
  let hash = 0;
  for (let w = 0; w < words; w++) hash = Math.imul(hash ^ kept[row * words + w], 0x9e3779b1);
  const mask = rows.length - 1;
  for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
    if (leaves[slot] !== leaf) {
      leaves[slot] = leaf;
      rows[slot] = row;
      return row;
    }
    const other = rows[slot];
    let w = 0;
    while (w < words && kept[other * words + w] === kept[row * words + w]) w++;
    if (w === words) return other;
  }
}

/**
 * Shapley values of the game v(S) = value * prod(kept_j of S) * prod(share_j of the rest): the weights of subsets are
 * integrals of x^|S| (1-x)^rest, so phi_i = value (kept_i - share_i) * integral of prod over j != i of
 * (kept_j x + share_j (1 - x)), a polynomial that the quadrature takes exactly.
 */
function patternValues({ value, share, count, kept }: LeafPath, row: number, patterns: Patterns): void {
  const { words, values, above, isKept } = patterns;
  const { at, weight } = ruleOf(Math.ceil(count / 2));
  const offset = row * count;
  for (let j = 0; j < count; j++) isKept[j] = (kept[row * words + (j >> 5)] >>> (j & 31)) & 1;
  values.fill(0, offset, offset + count);
  for (let q = 0; q < at.length; q++) {
    const [x, rest] = [at[q], 1 - at[q]];
    above[count] = 1;
    for (let j = count - 1; j >= 0; j--) above[j] = above[j + 1] * (isKept[j] * x + share[j] * rest);
    let below = weight[q];
    for (let j = 0; j < count; j++) {
      values[offset + j] += below * above[j + 1];
      below *= isKept[j] * x + share[j] * rest;
    }
  }
  for (let j = 0; j < count; j++) values[offset + j] *= value * (isKept[j] - share[j]);
}

/** Adds one leaf's contributions to its columns. */
function addLeaf(leaf: LeafPath, patterns: Patterns, rows: number, sums: readonly Float64Array[]): void {
  const { count, feature, kept } = leaf;
  const { values } = patterns;
  patterns.leaf++;
  for (let row = 0; row < rows; row++) {
    const same = sameRow(patterns, kept, row);
    if (same === row) patternValues(leaf, row, patterns);
    for (let j = 0; j < count; j++) sums[feature[j]][row] += values[same * count + j];
  }
}

/**
 * Exact Shapley values of the raw score, where an unknown column takes each branch by its share of the train rows (sums
 * of hessians): path-dependent TreeSHAP. Rows that keep to a leaf's path in the same columns share what it gives them.
 *
 * In: columns in the order of the fit; NaN = missing. Out: per column the rows [from, to), in units of the raw score
 * (log odds where the objective is logistic); `output` picks the class of a multiclass model.
 * Source: Lundberg, Erion and Lee (2018), Consistent individualized feature attribution for tree ensembles.
 */
export function treeShap(
  model: BoostedTrees,
  columns: readonly Float64Array[],
  from: number,
  to: number,
  output = 0,
): Contributions {
  checkModel(model);
  if (columns.length !== model.features) {
    throw new Error(`found ${columns.length} columns, the model has ${model.features}`);
  }
  const outputs = model.base_score.length;
  const values = columns.map(() => new Float64Array(to - from));
  let base = model.base_score[output];
  const rows = to - from;
  for (let k = output; k < model.trees.length; k += outputs) {
    const tree = model.trees[k];
    if (!(tree.cover[0] > 0)) throw new Error('the model does not say how many rows its nodes have');
    const words = wordsOf(tree, columns.length);
    const patterns = patternsOf(rows, words, columns.length);
    eachLeaf(tree, { columns, from, to }, words, (leaf) => {
      let share = 1;
      for (let j = 0; j < leaf.count; j++) share *= leaf.share[j];
      base += leaf.value * share;
      if (leaf.count > 0) addLeaf(leaf, patterns, rows, values);
    });
  }
  return { base, values };
}

/** Mean size of the contributions of each column: its importance. */
export function shapImportance({ values }: Contributions): readonly number[] {
  return values.map((column) => column.reduce((sum, v) => sum + Math.abs(v), 0) / Math.max(1, column.length));
}
