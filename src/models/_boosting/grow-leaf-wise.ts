import { closeLeaf, maySplit, openChildren, searchSplits, startGrowth } from './grow-tree.ts';
import type { OpenNode, TreePlan } from './growth.ts';
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

/** A node of its best split is a candidate; without one it is a leaf and its slot is free again. */
function consider(
  growth: TreePlan,
  { candidates, free }: Leaves,
  node: OpenNode,
  slot: number,
  split: Split | undefined,
): void {
  if (split === undefined) closeLeaf(growth, node);
  else candidates.push({ node, split, slot: slot === SCRATCH ? -1 : slot });
  if (slot !== SCRATCH && split === undefined) free.push(slot);
}

function splitLeaf(growth: TreePlan, leaves: Leaves, { node, split, slot }: Candidate): void {
  const { free } = leaves;
  const children = openChildren(growth, node, split);
  if (children === undefined) {
    if (slot >= 0) free.push(slot);
    return;
  }
  const [left, right] = children;
  const [smaller, larger] = 2 * left.count <= node.count ? [left, right] : [right, left];
  const small = { node: smaller, slot: free.pop() ?? SCRATCH };
  const large = { node: larger, slot: slot >= 0 ? slot : (free.pop() ?? SCRATCH) };
  const isSubtracted = slot >= 0;
  const [ofSmall, ofLarge] = searchSplits(growth, maySplit, small, isSubtracted ? large : undefined);
  consider(growth, leaves, smaller, small.slot, ofSmall);
  consider(growth, leaves, larger, large.slot, isSubtracted ? ofLarge : searchSplits(growth, maySplit, large)[0]);
}

/**
 * Grows one tree leaf by leaf, always at the leaf whose best split gains most, until it has `leaves` of them. Sums are
 * exact, so that it does not matter which histograms are subtracted and which are built.
 * Source: Shi (2007), Best-first decision tree learning, section 3.
 */
export function growLeafWise(plan: TreePlan, sums: NodeSums, most: number): void {
  const root = startGrowth(plan, sums);
  const leaves: Leaves = {
    candidates: [],
    free: Array.from({ length: plan.space.layout.slots - 1 }, (_, k) => k + 1),
  };
  const slot = leaves.free.pop() ?? SCRATCH;
  consider(plan, leaves, root, slot, searchSplits(plan, maySplit, { node: root, slot })[0]);
  for (let count = 1; count < most && leaves.candidates.length > 0; count++) {
    splitLeaf(plan, leaves, takeBest(leaves.candidates));
  }
  for (const { node } of leaves.candidates) closeLeaf(plan, node);
}
