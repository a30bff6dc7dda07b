import { blockBytes } from './bin-matrix.ts';
import { boundedValue, childBounds, findMonotoneSplit } from './find-monotone-split.ts';
import { findSplit } from './find-split.ts';
import { buildHistogram, halfMasks, subtractHistogram } from './histogram.ts';
import { hessiansAt, itemsAt } from './growth.ts';
import type { Growth, GrownTree, OpenNode, TreePlan } from './growth.ts';
import type { Bounds, NodeSums, Split } from './split.ts';
import type { BoostedTree } from './types.ts';

const FREE: Bounds = { low: -Infinity, high: Infinity };

function addNode({ tree, cuts, units }: Growth, { h, count }: NodeSums): number {
  cuts.push(0);
  tree.feature.push(-1);
  tree.threshold.push(0);
  tree.default_left.push(0);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.value.push(0);
  tree.gain.push(0);
  tree.rows.push(count);
  return tree.cover.push(h * units.h) - 1;
}

function valueOf({ params, units }: Growth, sums: NodeSums, bounds: Bounds): number {
  return 0 + params.learning_rate * boundedValue(sums, units, bounds);
}

const pointerToFeature = ({ space }: Growth, feature: number): number =>
  space.layout.bins + (feature >> 3) * blockBytes(space.train.rows) + (feature & 7);

export function closeLeaf(growth: Growth, node: OpenNode): void {
  const { space, leafValue, params } = growth;
  const items = itemsAt(growth, node.depth, node.from);
  const value =
    leafValue === undefined
      ? valueOf(growth, node, node.bounds)
      : 0 + params.learning_rate * leafValue(new Uint32Array(space.kernel.buffer, items, 2 * node.count));
  growth.tree.value[node.id] = value;
  space.kernel.functions.addLeaf(items, node.count, growth.scores, value);
}

function writeSplit(growth: Growth, node: OpenNode, split: Split): [left: number, right: number] {
  const { tree, cuts, space, units } = growth;
  const { feature, cut } = split;
  const left = addNode(growth, split.left);
  const right = addNode(growth, { g: 0, h: node.h - split.left.h, count: node.count - split.left.count });
  cuts[node.id] = cut;
  tree.feature[node.id] = feature;
  tree.threshold[node.id] = cut === 0 ? -Number.MAX_VALUE : space.train.edges[feature][cut - 1];
  tree.default_left[node.id] = split.defaultLeft;
  tree.left[node.id] = left;
  tree.right[node.id] = right;
  tree.gain[node.id] = split.gain * ((units.g * units.g) / units.h);
  return [left, right];
}

/** Children at the depth limit are leaves: their rows need no order. */
function closeLeafPair(growth: Growth, node: OpenNode, split: Split, [left, right]: readonly OpenNode[]): void {
  const leftValue = valueOf(growth, left, left.bounds);
  const rightValue = valueOf(growth, right, right.bounds);
  growth.tree.value[left.id] = leftValue;
  growth.tree.value[right.id] = rightValue;
  growth.space.kernel.functions.addLeafPair(
    pointerToFeature(growth, split.feature),
    split.cut,
    split.defaultLeft,
    itemsAt(growth, node.depth, node.from),
    node.count,
    growth.scores,
    leftValue,
    rightValue,
  );
}

function partition(growth: Growth, node: OpenNode, split: Split): void {
  const { partition: narrow, partitionWide } = growth.space.kernel.functions;
  const { depth, from } = node;
  (growth.space.wide ? partitionWide : narrow)(
    pointerToFeature(growth, split.feature),
    split.cut,
    split.defaultLeft,
    node.count,
    itemsAt(growth, depth, from),
    itemsAt(growth, depth + 1, from),
    hessiansAt(growth, depth, from),
    hessiansAt(growth, depth + 1, from),
  );
}

export function maySplit({ params, leastHessian, leastRows }: Growth, node: OpenNode): boolean {
  const isDeep = params.max_depth !== undefined && node.depth >= params.max_depth;
  return !isDeep && node.count >= 2 * leastRows && node.h >= 2 * leastHessian;
}

/** The best split of a node whose histogram lies in `slot`. */
export function splitOf(growth: Growth, node: OpenNode, slot: number): Split | undefined {
  if (growth.params.monotone === undefined) return findSplit(growth, node, slot);
  return findMonotoneSplit(growth, node, slot, node.bounds);
}

/** The two children of a split node, their rows in order; none where they are leaves of the last depth, done already. */
export function openChildren(growth: Growth, node: OpenNode, split: Split): readonly [OpenNode, OpenNode] | undefined {
  const [leftId, rightId] = writeSplit(growth, node, split);
  const [leftBounds, rightBounds] = childBounds(growth, split, node, node.bounds);
  const depth = node.depth + 1;
  const { g, h, count } = split.left;
  const left: OpenNode = { id: leftId, depth, from: node.from, g, h, count, bounds: leftBounds };
  const right: OpenNode = {
    ...{ id: rightId, depth, from: node.from + count, bounds: rightBounds },
    ...{ g: node.g - g, h: node.h - h, count: node.count - count },
  };
  if (depth === growth.params.max_depth && growth.leafValue === undefined) {
    closeLeafPair(growth, node, split, [left, right]);
    return undefined;
  }
  partition(growth, node, split);
  return [left, right];
}

/** Grows what is below a node; slots from `freeSlot` on hold nothing that is still needed. */
function growBelow(growth: Growth, node: OpenNode, slot: number, freeSlot: number): void {
  const split = maySplit(growth, node) ? splitOf(growth, node, slot) : undefined;
  if (split === undefined) return closeLeaf(growth, node);
  const children = openChildren(growth, node, split);
  if (children === undefined) return;
  const [left, right] = children;
  const leftIsSmaller = 2 * left.count <= node.count;
  const [smaller, larger] = leftIsSmaller ? [left, right] : [right, left];
  if (maySplit(growth, smaller) || maySplit(growth, larger)) {
    buildHistogram(growth, smaller, freeSlot);
    if (maySplit(growth, larger)) subtractHistogram(growth, slot, freeSlot);
  }
  growBelow(growth, left, leftIsSmaller ? freeSlot : slot, freeSlot + 1);
  growBelow(growth, right, leftIsSmaller ? slot : freeSlot, freeSlot + 1);
}

export const emptyTree = (): BoostedTree => ({
  ...{ feature: [], threshold: [], default_left: [], left: [], right: [] },
  ...{ value: [], gain: [], cover: [], rows: [] },
});

export function startGrowth(plan: TreePlan, sums: NodeSums): { readonly growth: Growth; readonly root: OpenNode } {
  const growth: Growth = { ...plan, tree: emptyTree(), cuts: [], masks: halfMasks(plan.selected) };
  return { growth, root: { ...sums, id: addNode(growth, sums), depth: 0, from: 0, bounds: FREE } };
}

/**
 * Grows one tree on the rows in the first buffers and adds it to the scores of those rows. Depth first: the tree is the
 * same as level by level, while histograms and rows are still in the processor's cache.
 */
export function growByLevel(plan: TreePlan, sums: NodeSums): GrownTree {
  const { growth, root } = startGrowth(plan, sums);
  if (maySplit(growth, root)) buildHistogram(growth, root, 0);
  growBelow(growth, root, 0, 1);
  return { tree: growth.tree, cuts: growth.cuts };
}
