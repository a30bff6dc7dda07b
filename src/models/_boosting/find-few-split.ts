import { blockBytes } from './matrix.ts';
import { scoreOf } from './find-split.ts';
import { hessiansAt, itemsAt } from './growth.ts';
import type { OpenNode, TreePlan } from './growth.ts';
import type { Split } from './split.ts';

/** Up to so many rows it is faster to walk the bins that hold rows than tables of all bins. */
const FEW = 128;

/** Whether the split of a node is found without its table, and so those of all nodes below it. */
export const hasFewRows = ({ directions }: TreePlan, { count }: OpenNode): boolean =>
  count <= FEW && directions === undefined;

/** Writes the number of bins of each selected feature where `findFewSplit` reads them. */
export function listBins({ space, selected }: TreePlan): void {
  const { kernel, layout, train } = space;
  const counts = new Int32Array(kernel.buffer, layout.counts, selected.length);
  selected.forEach((isSelected, feature) => {
    counts[feature] = isSelected * (train.edges[feature].length + 1);
  });
}

/** The split that `findSplit` finds, for a node with few rows. */
export function findFewSplit(growth: TreePlan, node: OpenNode): Split | undefined {
  const { space, units, selected } = growth;
  const { kernel, layout, bench } = space;
  const { records, recordInts } = bench;
  const parent = scoreOf(node.g, node.h, units);
  const least = parent + units.leastGain;
  records[0] = least;
  kernel.functions.splitFew(
    itemsAt(growth, node.depth, node.from),
    space.wide ? hessiansAt(growth, node.depth, node.from) : 0,
    node.count,
    layout.bins,
    blockBytes(space.train.rows),
    layout.counts,
    selected.length,
    layout.few,
    node.g,
    node.h,
    units.l2,
    units.l1,
    growth.leastHessian,
    growth.leastRows,
    bench.recordsAt,
  );
  const score = records[0];
  if (!(score > least)) return undefined;
  const h = records[2];
  const heavierLeft = h >= node.h - h ? 1 : 0;
  return {
    feature: recordInts[10],
    cut: recordInts[8],
    defaultLeft: recordInts[11] === 0 ? heavierLeft : (recordInts[9] as 0 | 1),
    gain: score - parent,
    left: { g: records[1], h, count: records[3] },
  };
}
