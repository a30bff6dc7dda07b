import { MOST_PIECES } from '../../core/team.ts';
import { hessiansAt, itemsAt } from './growth.ts';
import type { OpenNode, TreePlan } from './growth.ts';
import { RESULT, writeOrder } from './orders.ts';
import type { Order } from './orders.ts';
import type { Split, Units } from './split.ts';
import { hasMissing, workBlock, workPiece } from './work-block.ts';

/** |g| less l1, but not below 0, with the sign of g. */
export function shrink(g: number, l1: number): number {
  const size = Math.max(Math.abs(g) - l1, 0);
  return g < 0 ? -size : size;
}

/** Twice what a node's best constant takes off the loss: shrink(g)^2 / (h + l2). */
export function scoreOf(g: number, h: number, { l1, l2 }: Units): number {
  const size = shrink(g, l1);
  return (size * size) / (h + l2);
}

/** A node and the slot of its histogram. */
export interface Placed {
  readonly node: OpenNode;
  readonly slot: number;
}

/** Fewer sums than these are made sooner than another thread is told of them. */
const FEW_SUMS = 4096;

function orderOf(
  growth: TreePlan,
  small: Placed,
  large: Placed | undefined,
  [smallBar, largeBar]: readonly [number, number],
): Order {
  const { space, units, leastHessian, leastRows } = growth;
  const { layout, train, wide, shift } = space;
  return {
    features: train.edges.length,
    bins: layout.bins,
    blockBytes: layout.blockBytes,
    tables: layout.tables,
    tablesPerSlot: layout.tablesPerSlot,
    wide: wide ? 1 : 0,
    shift,
    binCounts: layout.binCounts,
    masks: layout.masks,
    results: layout.results,
    l1: units.l1,
    l2: units.l2,
    leastHessian,
    leastRows,
    items: itemsAt(growth, small.node.depth, small.node.from),
    count: small.node.count,
    hessians: hessiansAt(growth, small.node.depth, small.node.from),
    small: small.slot,
    large: large?.slot ?? -1,
    smallG: small.node.g,
    smallH: small.node.h,
    smallN: small.node.count,
    smallBar,
    largeG: large?.node.g ?? 0,
    largeH: large?.node.h ?? 0,
    largeN: large?.node.count ?? 0,
    largeBar,
  };
}

/**
 * The best of the blocks' splits, of equals the first. Where no row misses its feature, missing values go with the
 * heavier child.
 */
function bestOf(growth: TreePlan, order: Order, { node, slot }: Placed, which: 0 | 1): Split | undefined {
  const { bench, layout, train } = growth.space;
  const { doubles } = bench;
  const parent = scoreOf(node.g, node.h, growth.units);
  let best = -1;
  let score = -Infinity;
  for (let block = 0; 8 * block < train.edges.length; block++) {
    const at = (layout.results >>> 3) + (2 * block + which) * RESULT;
    if (doubles[at + 4] < 0 || !(doubles[at] > score)) continue;
    best = at;
    score = doubles[at];
  }
  if (best < 0) return undefined;
  const feature = doubles[best + 4];
  const h = doubles[best + 2];
  const heavierLeft = h >= node.h - h ? 1 : 0;
  return {
    feature,
    cut: doubles[best + 5],
    defaultLeft: hasMissing(bench, order, slot, feature) ? (doubles[best + 6] as 0 | 1) : heavierLeft,
    gain: score - parent,
    left: { g: doubles[best + 1], h, count: doubles[best + 3] },
  };
}

/** Score that a split of the node must beat. */
const barOf = ({ units }: TreePlan, { node }: Placed): number => scoreOf(node.g, node.h, units) + units.leastGain;

/**
 * Sums the rows of `small` per bin, takes them off its parent's sums, which lie in the slot of `large`, and searches the
 * splits of those that are asked for: the one with the highest score, if it gains enough. Of equal scores the first
 * wins, in the order of feature, then missing right before missing left, then cut.
 */
export function findSplits(
  growth: TreePlan,
  small: Placed,
  large: Placed | undefined,
  ofSmall: boolean,
  ofLarge = large !== undefined,
): readonly [Split | undefined, Split | undefined] {
  const { bench, team, layout, train } = growth.space;
  const order = orderOf(growth, small, large, [
    ofSmall ? barOf(growth, small) : Infinity,
    large !== undefined && ofLarge ? barOf(growth, large) : Infinity,
  ]);
  const blocks = Math.ceil(train.edges.length / 8);
  if (team !== undefined && small.node.count * train.edges.length > FEW_SUMS) {
    writeOrder(order, bench.doubles.subarray(layout.order >>> 3));
    team.share(Math.min(blocks, MOST_PIECES), (piece) => workPiece(bench, order, piece));
  } else {
    for (let block = 0; block < blocks; block++) workBlock(bench, order, block);
  }
  return [
    ofSmall ? bestOf(growth, order, small, 0) : undefined,
    large !== undefined && ofLarge ? bestOf(growth, order, large, 1) : undefined,
  ];
}
