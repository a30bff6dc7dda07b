import type { NodeSums, Split, SplitSearch, Units } from './split.ts';
import type { Workspace } from './workspace.ts';

interface Candidate {
  readonly score: number;
  readonly cut: number;
  readonly missingLeft: number;
  readonly g: number;
  readonly h: number;
  readonly n: number;
}

const TABLE = 4096;
const MISSING = 255;
/** Numbers of one candidate record. */
const RECORD = 8;

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

/** Whether a node has missing values of a feature: an entry counts rows in its lower bits. */
export function hasMissing({ wide, tables, layout }: Workspace, slot: number, feature: number): boolean {
  const start = (slot * layout.tablesPerSlot) / 8;
  if (wide) return tables[start + feature * 512 + 2 * MISSING + 1] !== 0n;
  return tables[start + (feature >> 1) * 512 + 2 * MISSING + (feature & 1)] !== 0n;
}

function readRecord({ records, recordInts }: Workspace, lane: number): Candidate {
  const at = lane * RECORD;
  return {
    score: records[at],
    g: records[at + 1],
    h: records[at + 2],
    n: records[at + 3],
    cut: recordInts[2 * at + 8],
    missingLeft: recordInts[2 * at + 9],
  };
}

/** Scans features `first` and `first + 1`; their records then hold what beats the score they came with. */
function scanPair(search: SplitSearch, node: NodeSums, slot: number, first: number, missingLeft: 0 | 1): void {
  const { space, units } = search;
  const { kernel, layout, train, wide } = space;
  const { scan, scanL1, scanWide, scanWideL1 } = kernel.functions;
  const narrow = units.l1 > 0 ? scanL1 : scan;
  const run = wide ? (units.l1 > 0 ? scanWideL1 : scanWide) : narrow;
  run(
    layout.tables + slot * layout.tablesPerSlot + (wide ? first : first >> 1) * TABLE,
    train.edges[first].length + 1,
    first + 1 < train.edges.length ? train.edges[first + 1].length + 1 : 0,
    missingLeft,
    space.shift,
    node.g,
    node.h,
    node.count,
    units.l2,
    units.l1,
    search.leastHessian,
    search.leastRows,
    layout.records,
  );
}

/** Runs the pass with missing values on the left for those of the two features that have any. */
function scanMissingLeft(search: SplitSearch, node: NodeSums, slot: number, first: number, lanes: number): void {
  const { records } = search.space;
  const missing0 = (lanes & 1) !== 0 && hasMissing(search.space, slot, first);
  const missing1 = (lanes & 2) !== 0 && hasMissing(search.space, slot, first + 1);
  if (!missing0 && !missing1) return;
  const [kept0, kept1] = [records[0], records[RECORD]];
  if (!missing0) records[0] = Infinity; // nothing beats it
  if (!missing1) records[RECORD] = Infinity;
  scanPair(search, node, slot, first, 1);
  if (!missing0) records[0] = kept0;
  if (!missing1) records[RECORD] = kept1;
}

/**
 * The split of a node with the highest score, or none that gains enough. Of equal scores the first wins, in the order
 * of feature, then missing right before missing left, then cut. Where no row of the node misses the feature, missing
 * values go with the heavier child.
 */
export function findSplit(search: SplitSearch, node: NodeSums, slot: number): Split | undefined {
  const { space, units, selected } = search;
  const { records } = space;
  const parent = scoreOf(node.g, node.h, units);
  let bestScore = parent + units.leastGain;
  let best: Candidate | undefined;
  let feature = -1;
  for (let first = 0; first < selected.length; first += 2) {
    const lanes = selected[first] | ((selected[first + 1] ?? 0) << 1);
    if (lanes === 0) continue;
    records[0] = (lanes & 1) !== 0 ? bestScore : Infinity;
    records[RECORD] = (lanes & 2) !== 0 ? bestScore : Infinity;
    scanPair(search, node, slot, first, 0);
    scanMissingLeft(search, node, slot, first, lanes);
    for (let lane = 0; lane < 2; lane++) {
      if (((lanes >> lane) & 1) === 0 || !(records[lane * RECORD] > bestScore)) continue;
      best = readRecord(space, lane);
      bestScore = best.score;
      feature = first + lane;
    }
  }
  if (best === undefined) return undefined;
  const { cut, g, h, n } = best;
  const heavierLeft = h >= node.h - h ? 1 : 0;
  const defaultLeft = hasMissing(space, slot, feature) ? (best.missingLeft as 0 | 1) : heavierLeft;
  return { feature, cut, defaultLeft, gain: bestScore - parent, left: { g, h, count: n } };
}
