import { closeLeaf, maySplit, openChildren, splitOf, startGrowth } from './grow-tree.ts';
import type { Growth, OpenNode, TreePlan } from './growth.ts';
import { buildHistogram, subtractHistogram } from './histogram.ts';
import type { NodeSums, Split } from './split.ts';

/** A leaf that can be split, its best split, and the slot of its histogram, -1 where there was none free. */
interface Candidate {
  readonly node: OpenNode;
  readonly split: Split;
  readonly slot: number;
}

/** Slots of histograms; slot 0 is for those that are not kept. */
const SCRATCH = 0;

/** The candidate of the largest gain, of equals the one that was found first. */
function takeBest(candidates: Candidate[]): Candidate {
  let best = 0;
  for (let k = 1; k < candidates.length; k++) if (candidates[k].split.gain > candidates[best].split.gain) best = k;
  return candidates.splice(best, 1)[0];
}

interface Leaves {
  readonly candidates: Candidate[];
  readonly free: number[];
}

/** Searches a node's split; without one it is a leaf and its slot is free again. */
function consider(growth: Growth, { candidates, free }: Leaves, node: OpenNode, slot: number, keeps: boolean): void {
  const split = maySplit(growth, node) ? splitOf(growth, node, slot) : undefined;
  if (split === undefined) closeLeaf(growth, node);
  else candidates.push({ node, split, slot: keeps ? slot : -1 });
  if (keeps && split === undefined) free.push(slot);
}

function splitLeaf(growth: Growth, leaves: Leaves, { node, split, slot }: Candidate): void {
  const { free } = leaves;
  const children = openChildren(growth, node, split);
  if (children === undefined) {
    if (slot >= 0) free.push(slot);
    return;
  }
  const [left, right] = children;
  const [smaller, larger] = 2 * left.count <= node.count ? [left, right] : [right, left];
  const smallSlot = free.pop() ?? SCRATCH;
  const largeSlot = slot >= 0 ? slot : (free.pop() ?? SCRATCH);
  const isNeeded = maySplit(growth, smaller) || maySplit(growth, larger);
  if (isNeeded) buildHistogram(growth, smaller, smallSlot);
  if (slot >= 0 && maySplit(growth, larger)) subtractHistogram(growth, slot, smallSlot);
  consider(growth, leaves, smaller, smallSlot, smallSlot !== SCRATCH);
  if (slot < 0 && maySplit(growth, larger)) buildHistogram(growth, larger, largeSlot);
  consider(growth, leaves, larger, largeSlot, largeSlot !== SCRATCH);
}

/**
 * Grows one tree leaf by leaf, always at the leaf whose best split gains most, until it has `leaves` of them. Sums are
 * exact, so that it does not matter which histograms are subtracted and which are built.
 * Source: Shi (2007), Best-first decision tree learning, section 3.
 */
export function growLeafWise(plan: TreePlan, sums: NodeSums, most: number): void {
  const { growth, root } = startGrowth(plan, sums);
  const leaves: Leaves = {
    candidates: [],
    free: Array.from({ length: plan.space.layout.slots - 1 }, (_, k) => k + 1),
  };
  const slot = leaves.free.pop() ?? SCRATCH;
  if (maySplit(growth, root)) buildHistogram(growth, root, slot);
  consider(growth, leaves, root, slot, true);
  for (let count = 1; count < most && leaves.candidates.length > 0; count++) {
    splitLeaf(growth, leaves, takeBest(leaves.candidates));
  }
  for (const { node } of leaves.candidates) closeLeaf(growth, node);
}
