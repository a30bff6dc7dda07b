import { blockBytes } from './bin-matrix.ts';
import { findSplit, shrink } from './find-split.ts';
import type { NodeSums, Split, SplitSearch } from './find-split.ts';
import type { BoostedTree } from './types.ts';

/** A node on its way: rows [from, from + count) of the buffers of its depth, and its histogram's slot. */
interface OpenNode extends NodeSums {
  readonly id: number;
  readonly depth: number;
  readonly from: number;
  readonly slot: number;
}

/** A grown tree, and the cut of each node in bins, for rows that are binned already. */
export interface GrownTree {
  readonly tree: BoostedTree;
  readonly cuts: readonly number[];
}

interface Growth extends SplitSearch, GrownTree {
  readonly cuts: number[];
  /** Bit mask of the selected features of each block. */
  readonly masks: readonly number[];
}

const PAIR_BLOCK = 4 * 4096;
const COUNT_BLOCK = 4 * 1024;

function masksOf(selected: Uint8Array): number[] {
  const masks = Array.from({ length: Math.ceil(selected.length / 4) }, () => 0);
  selected.forEach((isSelected, feature) => {
    masks[feature >> 2] |= isSelected << (feature & 3);
  });
  return masks;
}

function addNode({ tree, cuts }: Growth, cover: number): number {
  cuts.push(0);
  tree.feature.push(-1);
  tree.threshold.push(0);
  tree.default_left.push(0);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.value.push(0);
  tree.gain.push(0);
  return tree.cover.push(cover) - 1;
}

const rowsAt = ({ space }: Growth, depth: number, from: number): number => space.layout.rows[depth & 1] + from * 4;
const gradsAt = ({ space }: Growth, depth: number, from: number): number => space.layout.grads[depth & 1] + from * 8;

function buildHistogram(growth: Growth, node: OpenNode): void {
  const { kernel, layout, train, counted } = growth.space;
  const add = counted ? kernel.accumulateCounted : kernel.accumulate;
  growth.masks.forEach((mask, block) => {
    if (mask === 0) return;
    const pairs = layout.pairs + node.slot * layout.pairsPerSlot + block * PAIR_BLOCK;
    const counts = layout.counts + node.slot * layout.countsPerSlot + block * COUNT_BLOCK;
    kernel.functions.clear(pairs, PAIR_BLOCK);
    if (counted) kernel.functions.clear(counts, COUNT_BLOCK);
    const bins = layout.bins + block * blockBytes(train.rows);
    const { depth, from, count } = node;
    add[mask](bins, rowsAt(growth, depth, from), gradsAt(growth, depth, from), count, pairs, counts);
  });
}

/** The larger child's histogram is its parent's, in whose slot it lies, less its sibling's. */
function subtractHistogram({ space, masks }: Growth, larger: OpenNode, smaller: OpenNode): void {
  const { kernel, layout, counted } = space;
  masks.forEach((mask, block) => {
    if (mask === 0) return;
    const pairs = (slot: number): number => layout.pairs + slot * layout.pairsPerSlot + block * PAIR_BLOCK;
    const counts = (slot: number): number => layout.counts + slot * layout.countsPerSlot + block * COUNT_BLOCK;
    kernel.functions.subtractPairs(pairs(larger.slot), pairs(smaller.slot), PAIR_BLOCK);
    if (counted) kernel.functions.subtractCounts(counts(larger.slot), counts(smaller.slot), COUNT_BLOCK);
  });
}

/** Value of a leaf: -learning_rate * shrink(g) / (h + l2). */
function leafValue({ params }: Growth, g: number, h: number): number {
  return 0 - (params.learning_rate * shrink(g, params.l1)) / (h + params.l2);
}

const pointerToFeature = ({ space }: Growth, feature: number): number =>
  space.layout.bins + (feature >> 2) * blockBytes(space.train.rows) + (feature & 3);

function closeLeaf(growth: Growth, node: OpenNode): void {
  const value = leafValue(growth, node.g, node.h);
  growth.tree.value[node.id] = value;
  const { kernel, layout } = growth.space;
  kernel.functions.addLeaf(rowsAt(growth, node.depth, node.from), node.count, layout.scores, value);
}

function writeSplit(growth: Growth, node: OpenNode, split: Split): [left: number, right: number] {
  const { tree, cuts, space } = growth;
  const { feature, cut } = split;
  const left = addNode(growth, split.leftH);
  const right = addNode(growth, node.h - split.leftH);
  cuts[node.id] = cut;
  tree.feature[node.id] = feature;
  tree.threshold[node.id] = cut === 0 ? -Number.MAX_VALUE : space.train.edges[feature][cut - 1];
  tree.default_left[node.id] = split.defaultLeft;
  tree.left[node.id] = left;
  tree.right[node.id] = right;
  tree.gain[node.id] = split.gain;
  return [left, right];
}

/** Children at the depth limit are leaves: their rows need no order. */
function closeLeafPair(growth: Growth, node: OpenNode, split: Split, left: number, right: number): void {
  const leftValue = leafValue(growth, split.leftG, split.leftH);
  const rightValue = leafValue(growth, node.g - split.leftG, node.h - split.leftH);
  growth.tree.value[left] = leftValue;
  growth.tree.value[right] = rightValue;
  growth.space.kernel.functions.addLeafPair(
    pointerToFeature(growth, split.feature),
    split.cut,
    split.defaultLeft,
    rowsAt(growth, node.depth, node.from),
    node.count,
    growth.space.layout.scores,
    leftValue,
    rightValue,
  );
}

function partition(growth: Growth, node: OpenNode, split: Split): number {
  return growth.space.kernel.functions.partition(
    pointerToFeature(growth, split.feature),
    split.cut,
    split.defaultLeft,
    node.count,
    rowsAt(growth, node.depth, node.from),
    gradsAt(growth, node.depth, node.from),
    rowsAt(growth, node.depth + 1, node.from),
    gradsAt(growth, node.depth + 1, node.from),
  );
}

function maySplit({ params, leastHessian }: Growth, node: NodeSums): boolean {
  return node.count >= 2 * Math.max(params.min_leaf_rows, 1) && node.h >= 2 * leastHessian;
}

/** Grows what is below a node; slots from `freeSlot` on hold nothing that is still needed. */
function grow(growth: Growth, node: OpenNode, freeSlot: number): void {
  const split = maySplit(growth, node) ? findSplit(growth, node, node.slot) : undefined;
  if (split === undefined) return closeLeaf(growth, node);
  const [leftId, rightId] = writeSplit(growth, node, split);
  const depth = node.depth + 1;
  if (depth === growth.params.max_depth) return closeLeafPair(growth, node, split, leftId, rightId);
  const leftCount = partition(growth, node, split);
  const leftIsSmaller = 2 * leftCount <= node.count;
  const left: OpenNode = {
    id: leftId,
    depth,
    from: node.from,
    count: leftCount,
    g: split.leftG,
    h: split.leftH,
    slot: leftIsSmaller ? freeSlot : node.slot,
  };
  const right: OpenNode = {
    id: rightId,
    depth,
    from: node.from + leftCount,
    count: node.count - leftCount,
    g: node.g - split.leftG,
    h: node.h - split.leftH,
    slot: leftIsSmaller ? node.slot : freeSlot,
  };
  const [smaller, larger] = leftIsSmaller ? [left, right] : [right, left];
  if (maySplit(growth, smaller) || maySplit(growth, larger)) {
    buildHistogram(growth, smaller);
    if (maySplit(growth, larger)) subtractHistogram(growth, larger, smaller);
  }
  grow(growth, left, freeSlot + 1);
  grow(growth, right, freeSlot + 1);
}

/**
 * Grows one tree on the rows and pairs in the first buffers and adds it to the scores of those rows. Depth first: the
 * tree is the same as level by level, while histograms and rows are still in the processor's cache.
 */
export function growTree(search: SplitSearch, sums: NodeSums): GrownTree {
  const tree: BoostedTree = {
    feature: [],
    threshold: [],
    default_left: [],
    left: [],
    right: [],
    value: [],
    gain: [],
    cover: [],
  };
  const growth: Growth = { ...search, tree, cuts: [], masks: masksOf(search.selected) };
  const root: OpenNode = { ...sums, id: addNode(growth, sums.h), depth: 0, from: 0, slot: 0 };
  if (maySplit(growth, root)) buildHistogram(growth, root);
  grow(growth, root, 1);
  return { tree, cuts: growth.cuts };
}
