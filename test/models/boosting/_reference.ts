import type { BoostedTree, BoostingParams } from '../../../src/models/_boosting/index.ts';

/** A tree as nested nodes, so that the order in which nodes were made does not matter. */
export interface Nested {
  feature: number;
  threshold: number;
  defaultLeft: number;
  gain: number;
  value: number;
  readonly cover: number;
  readonly rows: number;
  left?: Nested;
  right?: Nested;
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

type Bounds = readonly [low: number, high: number];

interface Rules {
  readonly edges: readonly Float64Array[];
  readonly params: BoostingParams;
  readonly leastGain: number;
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
    const rules = { edges, params, leastGain: Math.max(params.gamma, 1e-12 * scale) };
    const tree = params.leaves === undefined ? byLevel(rules, rows) : leafWise(rules, rows, params.leaves);
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

const FREE: Bounds = [-Infinity, Infinity];

/** The constant of a node within its bounds, before shrinkage. */
function constant(rows: readonly Row[], { l1, l2 }: BoostingParams, [low, high]: Bounds): number {
  return Math.max(low, Math.min(high, -shrink(sumOf(rows, 'g'), l1) / (sumOf(rows, 'h') + l2)));
}

/** Twice what the node's constant takes off the loss. */
function scoreOf(rows: readonly Row[], params: BoostingParams, bounds: Bounds): number {
  const [g, h] = [shrink(sumOf(rows, 'g'), params.l1), sumOf(rows, 'h') + params.l2];
  if (params.monotone === undefined) return g ** 2 / h;
  const w = constant(rows, params, bounds);
  return -(2 * g * w + h * w * w);
}

interface Found {
  readonly feature: number;
  readonly threshold: number;
  readonly defaultLeft: number;
  readonly gain: number;
  readonly parts: readonly [readonly Row[], readonly Row[]];
}

function search(
  { edges, params, leastGain }: Rules,
  rows: readonly Row[],
  depth: number,
  bounds: Bounds,
): Found | undefined {
  const allowed = (part: readonly Row[]): boolean =>
    part.length >= Math.max(1, params.min_leaf_rows) && sumOf(part, 'h') >= params.min_child_weight;
  const parent = scoreOf(rows, params, bounds);
  let best = parent + leastGain;
  let found: Found | undefined;
  for (let f = 0; depth < (params.max_depth ?? Infinity) && f < edges.length; f++) {
    const anyMissing = rows.some(({ x }) => Number.isNaN(x[f]));
    for (const missing of anyMissing ? [0, 1] : [0]) {
      for (const threshold of missing === 1 ? [-Number.MAX_VALUE, ...edges[f]] : edges[f]) {
        const goesLeft = ({ x }: Row): boolean => (Number.isNaN(x[f]) ? missing === 1 : x[f] < threshold);
        const left = rows.filter(goesLeft);
        const right = rows.filter((row) => !goesLeft(row));
        if (!allowed(left) || !allowed(right)) continue;
        const rise = constant(right, params, bounds) - constant(left, params, bounds);
        if ((params.monotone?.[f] ?? 0) * rise < 0) continue;
        const score = scoreOf(left, params, bounds) + scoreOf(right, params, bounds);
        if (!(score > best)) continue;
        best = score;
        const defaultLeft = anyMissing ? missing : +(sumOf(left, 'h') >= sumOf(right, 'h'));
        found = { feature: f, threshold, defaultLeft, gain: score - parent, parts: [left, right] };
      }
    }
  }
  return found;
}

function leaf(rows: readonly Row[], params: BoostingParams, bounds: Bounds): Nested {
  const value = params.learning_rate * constant(rows, params, bounds);
  return {
    ...{ feature: -1, threshold: 0, defaultLeft: 0, gain: 0, value },
    ...{ cover: sumOf(rows, 'h'), rows: rows.length },
  };
}

function boundsOf({ params }: Rules, { feature, parts }: Found, bounds: Bounds): readonly [Bounds, Bounds] {
  const direction = params.monotone?.[feature] ?? 0;
  if (direction === 0) return [bounds, bounds];
  const middle = (constant(parts[0], params, bounds) + constant(parts[1], params, bounds)) / 2;
  const [below, above]: [Bounds, Bounds] = [
    [bounds[0], middle],
    [middle, bounds[1]],
  ];
  return direction > 0 ? [below, above] : [above, below];
}

function byLevel(rules: Rules, rows: readonly Row[], depth = 0, bounds = FREE): Nested {
  const found = search(rules, rows, depth, bounds);
  const node = leaf(rows, rules.params, bounds);
  if (found === undefined) return node;
  const { parts, feature, threshold, defaultLeft, gain } = found;
  const [left, right] = boundsOf(rules, found, bounds).map((own, k) => byLevel(rules, parts[k], depth + 1, own));
  return { ...node, feature, threshold, defaultLeft, gain, value: 0, left, right };
}

interface Open {
  readonly node: Nested;
  readonly depth: number;
  readonly bounds: Bounds;
  readonly found: Found | undefined;
}

/** Splits the open leaf of the largest gain, of equals the first found (the child of fewer rows, then the other). */
function leafWise(rules: Rules, all: readonly Row[], leaves: number): Nested {
  const start = (rows: readonly Row[], depth: number, bounds: Bounds): Open => {
    return { node: leaf(rows, rules.params, bounds), depth, bounds, found: search(rules, rows, depth, bounds) };
  };
  const root = start(all, 0, FREE);
  const open = [root];
  for (let count = 1; count < leaves; count++) {
    let best: Open | undefined;
    for (const candidate of open) {
      if (candidate.found && !(candidate.found.gain <= (best?.found?.gain ?? -1))) best = candidate;
    }
    if (best?.found === undefined) break;
    open.splice(open.indexOf(best), 1);
    const { node, found, bounds, depth } = best;
    const children = boundsOf(rules, found, bounds).map((own, k) => start(found.parts[k], depth + 1, own));
    const { feature, threshold, defaultLeft, gain, parts } = found;
    Object.assign(node, { feature, threshold, defaultLeft, gain, value: 0 });
    Object.assign(node, { left: children[0].node, right: children[1].node });
    open.push(...(2 * parts[0].length <= parts[0].length + parts[1].length ? children : children.reverse()));
  }
  return root.node;
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
    rows: tree.rows[id],
  };
  return node.feature < 0 ? node : { ...node, left: nest(tree, tree.left[id]), right: nest(tree, tree.right[id]) };
}
