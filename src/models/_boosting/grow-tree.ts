import { blockBytes } from './matrix.ts';
import { boundedValue, boundsApart, childBounds, findMonotoneSplit } from './find-monotone-split.ts';
import { findFewSplit, hasFewRows, listBins } from './find-few-split.ts';
import { findSplits } from './find-split.ts';
import type { Placed } from './find-split.ts';
import { addNode } from './node-table.ts';
import { hessiansAt, itemsAt } from './growth.ts';
import type { LeafValue, OpenNode, TreePlan } from './growth.ts';
import type { Bounds, NodeSums, Split } from './split.ts';

const FREE: Bounds = { low: -Infinity, high: Infinity };

function valueOf({ params, units }: TreePlan, sums: NodeSums, bounds: Bounds): number {
  return 0 + params.learning_rate * boundedValue(sums, units, bounds);
}

const pointerToFeature = ({ space }: TreePlan, feature: number): number =>
  space.layout.bins + (feature >> 3) * blockBytes(space.train.rows) + (feature & 7);

/** The statistic of a node's rows that its leaf takes, kept within its limits. */
function statisticOf(growth: TreePlan, { depth, from, count, limits }: OpenNode, of: LeafValue): number {
  const items = new Uint32Array(growth.space.kernel.buffer, itemsAt(growth, depth, from), 2 * count);
  return Math.max(limits.low, Math.min(limits.high, of(items)));
}

/** Limits of the children of a split on a bound feature: the middle of their statistics parts them. */
function limitChildren(
  growth: TreePlan,
  feature: number,
  [left, right]: readonly [OpenNode, OpenNode],
): readonly [OpenNode, OpenNode] {
  const direction = growth.directions?.[feature] ?? 0;
  const { leafValue } = growth;
  if (leafValue === undefined || direction === 0) return [left, right];
  const statistics = [statisticOf(growth, left, leafValue), statisticOf(growth, right, leafValue)] as const;
  const [ofLeft, ofRight] = boundsApart(direction, statistics, left.limits);
  return [
    { ...left, limits: ofLeft },
    { ...right, limits: ofRight },
  ];
}

export function closeLeaf(growth: TreePlan, node: OpenNode): void {
  const { space, leafValue, params } = growth;
  const items = itemsAt(growth, node.depth, node.from);
  const value =
    leafValue === undefined
      ? valueOf(growth, node, node.bounds)
      : 0 + params.learning_rate * statisticOf(growth, node, leafValue);
  growth.nodes.value[node.id] = value;
  space.kernel.functions.addLeaf(items, node.count, growth.scores, value);
}

function writeSplit(growth: TreePlan, node: OpenNode, split: Split): [left: number, right: number] {
  const { nodes, space, units } = growth;
  const { feature, cut, left } = split;
  const leftId = addNode(nodes, left.h * units.h, left.count);
  const rightId = addNode(nodes, (node.h - left.h) * units.h, node.count - left.count);
  nodes.cut[node.id] = cut;
  nodes.feature[node.id] = feature;
  nodes.threshold[node.id] = cut === 0 ? -Number.MAX_VALUE : space.train.edges[feature][cut - 1];
  nodes.defaultLeft[node.id] = split.defaultLeft;
  nodes.left[node.id] = leftId;
  nodes.right[node.id] = rightId;
  nodes.gain[node.id] = split.gain * ((units.g * units.g) / units.h);
  return [leftId, rightId];
}

/** Children at the depth limit are leaves: their rows need no order. */
function closeLeafPair(growth: TreePlan, node: OpenNode, split: Split, [left, right]: readonly OpenNode[]): void {
  const leftValue = valueOf(growth, left, left.bounds);
  const rightValue = valueOf(growth, right, right.bounds);
  growth.nodes.value[left.id] = leftValue;
  growth.nodes.value[right.id] = rightValue;
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

function partition(growth: TreePlan, node: OpenNode, split: Split): void {
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

export function maySplit({ params, leastHessian, leastRows }: TreePlan, node: OpenNode): boolean {
  const isDeep = params.max_depth !== undefined && node.depth >= params.max_depth;
  return !isDeep && node.count >= 2 * leastRows && node.h >= 2 * leastHessian;
}

/**
 * Sums the rows of `small`, takes them off the sums in the slot of `large`, its parent's till then, and searches the
 * splits of those that `isSearched` names.
 */
export function searchSplits(
  growth: TreePlan,
  isSearched: (growth: TreePlan, node: OpenNode) => boolean,
  small: Placed,
  large?: Placed,
): readonly [Split | undefined, Split | undefined] {
  const smallOpens = isSearched(growth, small.node);
  const largeOpens = large !== undefined && isSearched(growth, large.node);
  if (!smallOpens && !largeOpens) return [undefined, undefined];
  const other = largeOpens ? large : undefined;
  if (growth.directions === undefined) return findSplits(growth, small, other, smallOpens);
  findSplits(growth, small, other, false, false);
  const search = ({ node, slot }: Placed): Split | undefined => findMonotoneSplit(growth, node, slot, node.bounds);
  return [smallOpens ? search(small) : undefined, other && search(other)];
}

/** The two children of a split node, their rows in order; none where they are leaves of the last depth, done already. */
export function openChildren(
  growth: TreePlan,
  node: OpenNode,
  split: Split,
): readonly [OpenNode, OpenNode] | undefined {
  const [leftId, rightId] = writeSplit(growth, node, split);
  const [leftBounds, rightBounds] = childBounds(growth, split, node, node.bounds);
  const depth = node.depth + 1;
  const { g, h, count } = split.left;
  const { limits } = node;
  const left: OpenNode = { id: leftId, depth, from: node.from, g, h, count, bounds: leftBounds, limits };
  const right: OpenNode = {
    id: rightId,
    depth,
    from: node.from + count,
    g: node.g - g,
    h: node.h - h,
    count: node.count - count,
    bounds: rightBounds,
    limits,
  };
  if (depth === growth.params.max_depth && growth.leafValue === undefined) {
    closeLeafPair(growth, node, split, [left, right]);
    return undefined;
  }
  partition(growth, node, split);
  return limitChildren(growth, split.feature, [left, right]);
}

/** Grows what is below a node with few rows: without tables, of which it needs none. */
function growFew(growth: TreePlan, node: OpenNode): void {
  const split = maySplit(growth, node) ? findFewSplit(growth, node) : undefined;
  if (split === undefined) return closeLeaf(growth, node);
  const children = openChildren(growth, node, split);
  if (children === undefined) return;
  growFew(growth, children[0]);
  growFew(growth, children[1]);
}

const needsTable = (growth: TreePlan, node: OpenNode): boolean => maySplit(growth, node) && !hasFewRows(growth, node);

/** A node with the split that was found for it, and the slot of its histogram. */
interface Searched extends Placed {
  readonly split: Split | undefined;
}

/** Grows what is below a node; slots from `freeSlot` on hold nothing that is still needed. */
function growBelow(growth: TreePlan, { node, split, slot }: Searched, freeSlot: number): void {
  if (hasFewRows(growth, node)) return growFew(growth, node);
  if (split === undefined) return closeLeaf(growth, node);
  const children = openChildren(growth, node, split);
  if (children === undefined) return;
  const [left, right] = children;
  const leftIsSmaller = 2 * left.count <= node.count;
  const small = { node: leftIsSmaller ? left : right, slot: freeSlot };
  const large = { node: leftIsSmaller ? right : left, slot };
  const [ofSmall, ofLarge] = searchSplits(growth, needsTable, small, large);
  const first = { node: small.node, slot: small.slot, split: ofSmall };
  const second = { node: large.node, slot: large.slot, split: ofLarge };
  growBelow(growth, leftIsSmaller ? first : second, freeSlot + 1);
  growBelow(growth, leftIsSmaller ? second : first, freeSlot + 1);
}

/** The root of a tree; bit masks of the selected features go where the blocks' workers read them. */
export function startGrowth(plan: TreePlan, sums: NodeSums): OpenNode {
  const { layout, bench } = plan.space;
  const masks = layout.masks >>> 2;
  bench.ints.fill(0, masks, masks + 2 * Math.ceil(plan.selected.length / 8));
  plan.selected.forEach((isSelected, feature) => {
    bench.ints[masks + (feature >> 2)] |= isSelected << (feature & 3);
  });
  plan.nodes.count = 0;
  const id = addNode(plan.nodes, sums.h * plan.units.h, sums.count);
  return { g: sums.g, h: sums.h, count: sums.count, id, depth: 0, from: 0, bounds: FREE, limits: FREE };
}

/**
 * Grows one tree on the rows in the first buffers and adds it to the scores of those rows. Depth first: the tree is the
 * same as level by level, while histograms and rows are still in the processor's cache.
 */
export function growByLevel(plan: TreePlan, sums: NodeSums): void {
  listBins(plan);
  const node = startGrowth(plan, sums);
  const [split] = searchSplits(plan, needsTable, { node, slot: 0 });
  growBelow(plan, { node, slot: 0, split }, 1);
}
