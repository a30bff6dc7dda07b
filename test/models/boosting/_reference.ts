import type { BoostedTree, BoostingParams } from '../../../src/models/_boosting/index.ts';

/** A tree as nested nodes, so that the order in which nodes were made does not matter. */
export interface Nested {
  readonly feature: number;
  readonly threshold: number;
  readonly defaultLeft: number;
  readonly gain: number;
  readonly value: number;
  readonly cover: number;
  readonly left?: Nested;
  readonly right?: Nested;
}

export interface Problem {
  readonly columns: readonly Float64Array[];
  readonly edges: readonly Float64Array[];
  readonly target: Float64Array;
  readonly weight: Float64Array | undefined;
}

interface Row {
  readonly x: readonly number[];
  readonly g: number;
  readonly h: number;
}

const sumOf = (rows: readonly Row[], key: 'g' | 'h'): number => rows.reduce((sum, row) => sum + row[key], 0);

/** Exact greedy search over the bin edges, by counting everything anew for every candidate. Squared error only. */
export function referenceTrees({ columns, edges, target, weight }: Problem, params: BoostingParams): Nested[] {
  const w = Array.from(target, (_, i) => weight?.[i] ?? 1);
  const finite = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  const xOf = (i: number): number[] => columns.map((column) => finite(column[i]));
  const used = w.flatMap((value, i) => (value > 0 ? [i] : []));
  const base = used.reduce((sum, i) => sum + w[i] * target[i], 0) / used.reduce((sum, i) => sum + w[i], 0);
  const scores = new Float64Array(target.length).fill(base);
  return Array.from({ length: params.rounds }, () => {
    const gradients = used.map((i) => (scores[i] - target[i]) * w[i]);
    const toG = rounding(gradients);
    const toH = weight === undefined ? (h: number): number => h : rounding(used.map((i) => w[i]));
    const rows = used.map((i, k) => ({ x: xOf(i), g: toG(gradients[k]), h: toH(w[i]) }));
    const scale = rows.reduce((sum, { g, h }) => sum + (g * g) / h, 0);
    const tree = growReference(rows, 0, edges, params, Math.max(params.gamma, 1e-12 * scale));
    for (const i of used) scores[i] += walk(tree, xOf(i));
    return tree;
  });
}

/** To the nearest multiple of the power of 2 of which 2^30 cover the largest: up to 2047 rows take 30 bits. */
function rounding(values: readonly number[]): (value: number) => number {
  const largest = Math.max(...values.map(Math.abs));
  const unit = largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(largest) - 30);
  return (value) => Math.round(value / unit) * unit;
}

function walk(node: Nested, x: readonly number[]): number {
  if (node.left === undefined || node.right === undefined) return node.value;
  const value = x[node.feature];
  const isLeft = Number.isNaN(value) ? node.defaultLeft === 1 : value < node.threshold;
  return walk(isLeft ? node.left : node.right, x);
}

function shrink(g: number, l1: number): number {
  return Math.sign(g) * Math.max(0, Math.abs(g) - l1);
}

function growReference(
  rows: readonly Row[],
  depth: number,
  edges: readonly Float64Array[],
  params: BoostingParams,
  leastGain: number,
): Nested {
  const score = (part: readonly Row[]): number =>
    shrink(sumOf(part, 'g'), params.l1) ** 2 / (sumOf(part, 'h') + params.l2);
  const allowed = (part: readonly Row[]): boolean =>
    part.length >= Math.max(1, params.min_leaf_rows) && sumOf(part, 'h') >= params.min_child_weight;
  let best = { score: score(rows) + leastGain, feature: -1, threshold: 0, defaultLeft: 0 };
  let parts: [readonly Row[], readonly Row[]] | undefined;
  for (let f = 0; depth < (params.max_depth ?? Infinity) && f < edges.length; f++) {
    const anyMissing = rows.some(({ x }) => Number.isNaN(x[f]));
    for (const missing of anyMissing ? [0, 1] : [0]) {
      for (const threshold of missing === 1 ? [-Number.MAX_VALUE, ...edges[f]] : edges[f]) {
        const goesLeft = ({ x }: Row): boolean => (Number.isNaN(x[f]) ? missing === 1 : x[f] < threshold);
        const left = rows.filter(goesLeft);
        const right = rows.filter((row) => !goesLeft(row));
        if (!allowed(left) || !allowed(right) || !(score(left) + score(right) > best.score)) continue;
        const heavierLeft = sumOf(left, 'h') >= sumOf(right, 'h') ? 1 : 0;
        best = {
          score: score(left) + score(right),
          feature: f,
          threshold,
          defaultLeft: anyMissing ? missing : heavierLeft,
        };
        parts = [left, right];
      }
    }
  }
  const cover = sumOf(rows, 'h');
  if (parts === undefined) {
    const value = (-params.learning_rate * shrink(sumOf(rows, 'g'), params.l1)) / (cover + params.l2);
    return { feature: -1, threshold: 0, defaultLeft: 0, gain: 0, value, cover };
  }
  const [left, right] = parts.map((part) => growReference(part, depth + 1, edges, params, leastGain));
  const { feature, threshold, defaultLeft } = best;
  return { feature, threshold, defaultLeft, gain: best.score - score(rows), value: 0, cover, left, right };
}

/** The engine's flat tree in nested form. */
export function nest(tree: BoostedTree, id = 0): Nested {
  const node = {
    feature: tree.feature[id],
    threshold: tree.threshold[id],
    defaultLeft: tree.default_left[id],
    gain: tree.gain[id],
    value: tree.value[id],
    cover: tree.cover[id],
  };
  return node.feature < 0 ? node : { ...node, left: nest(tree, tree.left[id]), right: nest(tree, tree.right[id]) };
}
