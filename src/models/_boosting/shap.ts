import type { Contributions } from '../../core/contracts/model.ts';
import { cos } from '../../core/math/index.ts';
import { checkModel } from './check-model.ts';
import type { BoostedTree, BoostedTrees } from './types.ts';

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

/** One leaf: the columns on its path, and for each the values that lead on to it and the share of rows they keep. */
interface Leaf {
  readonly value: number;
  readonly feature: Int32Array;
  /** A row keeps to the path where low <= x < high, or where x is missing and `missing` is 1. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly missing: Uint8Array;
  readonly share: Float64Array;
  /** Contributions of each pattern of kept columns, made when first met; none where there are too many patterns. */
  readonly table: Float64Array | undefined;
  readonly known: Uint8Array;
}

/** Patterns of more columns than this are not kept. */
const TABLE_COLUMNS = 8;

interface Interval {
  readonly low: number;
  readonly high: number;
  readonly missing: 0 | 1;
  readonly share: number;
}

type Path = ReadonlyMap<number, Interval>;

function stepped(path: Path, tree: BoostedTree, id: number, goesLeft: boolean): Path {
  const feature = tree.feature[id];
  const before = path.get(feature) ?? { low: -Infinity, high: Infinity, missing: 1, share: 1 };
  const child = goesLeft ? tree.left[id] : tree.right[id];
  const threshold = tree.threshold[id] === -Number.MAX_VALUE ? -Infinity : tree.threshold[id];
  const takesMissing = (tree.default_left[id] === 1) === goesLeft;
  return new Map(path).set(feature, {
    low: goesLeft ? before.low : Math.max(before.low, threshold),
    high: goesLeft ? Math.min(before.high, threshold) : before.high,
    missing: takesMissing ? before.missing : 0,
    share: tree.cover[id] > 0 ? (before.share * tree.cover[child]) / tree.cover[id] : 0,
  });
}

function leafOf(path: Path, value: number): Leaf {
  const parts = [...path.values()];
  const size = parts.length <= TABLE_COLUMNS ? 1 << parts.length : 0;
  return {
    value,
    feature: Int32Array.from(path.keys()),
    low: Float64Array.from(parts, ({ low }) => low),
    high: Float64Array.from(parts, ({ high }) => high),
    missing: Uint8Array.from(parts, ({ missing }) => missing),
    share: Float64Array.from(parts, ({ share }) => share),
    table: size > 0 ? new Float64Array(size * parts.length) : undefined,
    known: new Uint8Array(size),
  };
}

function leavesOf(tree: BoostedTree): Leaf[] {
  const leaves: Leaf[] = [];
  const open: { readonly id: number; readonly path: Path }[] = [{ id: 0, path: new Map() }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { id, path } = next;
    if (tree.feature[id] < 0) {
      leaves.push(leafOf(path, tree.value[id]));
      continue;
    }
    open.push({ id: tree.right[id], path: stepped(path, tree, id, false) });
    open.push({ id: tree.left[id], path: stepped(path, tree, id, true) });
  }
  return leaves;
}

const rules: Quadrature[] = [];
const ruleOf = (points: number): Quadrature => (rules[points] ??= gaussLegendre(points));

/**
 * Shapley values of the game v(S) = value * prod(kept_j of S) * prod(share_j of the rest): the weights of subsets are
 * integrals of x^|S| (1-x)^rest, so phi_i = value (kept_i - share_i) * integral of prod over j != i of
 * (kept_j x + share_j (1 - x)), a polynomial that the quadrature takes exactly.
 */
function patternValues({ value, share }: Leaf, kept: Uint8Array, out: Float64Array, offset: number): void {
  const count = share.length;
  const { at, weight } = ruleOf(Math.ceil(count / 2));
  out.fill(0, offset, offset + count);
  const above = new Float64Array(count + 1);
  for (let q = 0; q < at.length; q++) {
    const term = (j: number): number => kept[j] * at[q] + share[j] * (1 - at[q]);
    above[count] = 1;
    for (let j = count - 1; j >= 0; j--) above[j] = above[j + 1] * term(j);
    let below = weight[q];
    for (let j = 0; j < count; j++) {
      out[offset + j] += below * above[j + 1];
      below *= term(j);
    }
  }
  for (let j = 0; j < count; j++) out[offset + j] *= value * (kept[j] - share[j]);
}

/** Adds one leaf's contributions to rows [from, to). */
function addLeaf(
  leaf: Leaf,
  columns: readonly Float64Array[],
  from: number,
  to: number,
  values: readonly Float64Array[],
): void {
  const { feature, low, high, missing, table, known } = leaf;
  const count = feature.length;
  const own = Array.from(feature, (f) => columns[f]);
  const sums = Array.from(feature, (f) => values[f]);
  const kept = new Uint8Array(count);
  const single = table ?? new Float64Array(count);
  for (let row = from; row < to; row++) {
    let pattern = 0;
    for (let j = 0; j < count; j++) {
      const x = own[j][row];
      kept[j] = x === x ? +(x >= low[j] && x < high[j]) : missing[j];
      pattern |= kept[j] << j;
    }
    const at = table === undefined ? 0 : pattern * count;
    if (table === undefined || known[pattern] === 0) {
      patternValues(leaf, kept, single, at);
      if (table !== undefined) known[pattern] = 1;
    }
    for (let j = 0; j < count; j++) sums[j][row - from] += single[at + j];
  }
}

/**
 * Exact Shapley values of the raw score, where an unknown column takes each branch by its share of the train rows (sums
 * of hessians): path-dependent TreeSHAP. Each leaf keeps what its patterns of kept columns give, so that most rows only
 * look up and add.
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
  for (let k = output; k < model.trees.length; k += outputs) {
    if (!(model.trees[k].cover[0] > 0)) throw new Error('the model does not say how many rows its nodes have');
    for (const leaf of leavesOf(model.trees[k])) {
      base += leaf.value * leaf.share.reduce((product, share) => product * share, 1);
      if (leaf.feature.length > 0) addLeaf(leaf, columns, from, to, values);
    }
  }
  return { base, values };
}

/** Mean size of the contributions of each column: its importance. */
export function shapImportance({ values }: Contributions): readonly number[] {
  return values.map((column) => column.reduce((sum, v) => sum + Math.abs(v), 0) / Math.max(1, column.length));
}
