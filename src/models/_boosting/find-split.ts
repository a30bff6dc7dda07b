import type { BoostingParams } from './types.ts';
import type { Workspace } from './workspace.ts';

/** A node's sums of gradients and hessians, and its number of rows. */
export interface NodeSums {
  readonly g: number;
  readonly h: number;
  readonly count: number;
}

export interface Split {
  readonly feature: number;
  /** Rows of the bins below the cut go left; 0 = only missing ones do. */
  readonly cut: number;
  readonly defaultLeft: 0 | 1;
  readonly gain: number;
  readonly leftG: number;
  readonly leftH: number;
}

export interface SplitSearch {
  readonly space: Workspace;
  readonly params: BoostingParams;
  /** 1 for the features of this tree. */
  readonly selected: Uint8Array;
  /** Smallest gain of a split: `gamma`, but more than rounding can make. */
  readonly leastGain: number;
  /** Smallest sum of hessians in a child: `min_child_weight`, but more than rounding can make. */
  readonly leastHessian: number;
}

interface Candidate {
  readonly score: number;
  readonly cut: number;
  readonly missingLeft: number;
  readonly g: number;
  readonly h: number;
}

const PAIRS_PER_FEATURE = 512;
const COUNTS_PER_FEATURE = 256;
const MISSING = 255;
/** Numbers of one candidate record. */
const RECORD = 8;

/** |g| less l1, but not below 0, with the sign of g. */
export function shrink(g: number, l1: number): number {
  const size = Math.max(Math.abs(g) - l1, 0);
  return g < 0 ? -size : size;
}

/** Twice what a node's best constant takes off the loss: shrink(g)^2 / (h + l2). */
export function scoreOf(g: number, h: number, params: BoostingParams): number {
  const size = shrink(g, params.l1);
  return (size * size) / (h + params.l2);
}

/** Whether a node has missing values of a feature. Sums of hessians 1 are exact, others are not: counts are. */
function hasMissing({ counted, counts, pairs, layout }: Workspace, slot: number, feature: number): boolean {
  if (counted) return counts[(slot * layout.countsPerSlot) / 4 + feature * COUNTS_PER_FEATURE + MISSING] > 0;
  return pairs[(slot * layout.pairsPerSlot) / 8 + feature * PAIRS_PER_FEATURE + 2 * MISSING + 1] > 0;
}

function readRecord({ records, recordInts }: Workspace, lane: number): Candidate {
  const at = lane * RECORD;
  return {
    score: records[at],
    g: records[at + 1],
    h: records[at + 2],
    cut: recordInts[2 * at + 6],
    missingLeft: recordInts[2 * at + 7],
  };
}

/** Scans features `first` and `first + 1`; their records then hold what beats the score they came with. */
function scanPair(search: SplitSearch, node: NodeSums, slot: number, first: number, missingLeft: 0 | 1): void {
  const { space, params } = search;
  const { kernel, layout, train, counted } = space;
  const { scan, scanL1, scanCounted, scanCountedL1 } = kernel.functions;
  const plain = params.l1 > 0 ? scanL1 : scan;
  const run = counted ? (params.l1 > 0 ? scanCountedL1 : scanCounted) : plain;
  run(
    layout.pairs + slot * layout.pairsPerSlot + first * PAIRS_PER_FEATURE * 8,
    layout.counts + slot * layout.countsPerSlot + first * COUNTS_PER_FEATURE * 4,
    train.edges[first].length + 1,
    first + 1 < train.edges.length ? train.edges[first + 1].length + 1 : 0,
    missingLeft,
    node.g,
    node.h,
    node.count,
    params.l2,
    params.l1,
    search.leastHessian,
    Math.max(params.min_leaf_rows, 1),
    layout.records,
  );
}

/** Runs the pass with missing values on the left for those of the two features that have any. */
function scanMissingLeft(search: SplitSearch, node: NodeSums, slot: number, first: number, lanes: boolean[]): void {
  const { space } = search;
  const missing = lanes.map((isOn, lane) => isOn && hasMissing(space, slot, first + lane));
  if (!missing[0] && !missing[1]) return;
  const kept = [space.records[0], space.records[RECORD]];
  missing.forEach((has, lane) => {
    if (!has) space.records[lane * RECORD] = Infinity; // nothing beats it
  });
  scanPair(search, node, slot, first, 1);
  missing.forEach((has, lane) => {
    if (!has) space.records[lane * RECORD] = kept[lane];
  });
}

/**
 * The split of a node with the highest score, or none that gains enough. Of equal scores the first wins, in the order
 * of feature, then missing right before missing left, then cut. Where no row of the node misses the feature, missing
 * values go with the heavier child.
 */
export function findSplit(search: SplitSearch, node: NodeSums, slot: number): Split | undefined {
  const { space, params, selected, leastGain } = search;
  const parent = scoreOf(node.g, node.h, params);
  let bestScore = parent + leastGain;
  let best: Candidate | undefined;
  let feature = -1;
  for (let first = 0; first < selected.length; first += 2) {
    const lanes = [selected[first] === 1, selected[first + 1] === 1];
    if (!lanes[0] && !lanes[1]) continue;
    space.records[0] = lanes[0] ? bestScore : Infinity;
    space.records[RECORD] = lanes[1] ? bestScore : Infinity;
    scanPair(search, node, slot, first, 0);
    scanMissingLeft(search, node, slot, first, lanes);
    for (let lane = 0; lane < 2; lane++) {
      if (!lanes[lane] || !(space.records[lane * RECORD] > bestScore)) continue;
      best = readRecord(space, lane);
      bestScore = best.score;
      feature = first + lane;
    }
  }
  if (best === undefined) return undefined;
  const { cut, g, h } = best;
  const heavierLeft = h >= node.h - h ? 1 : 0;
  const defaultLeft = hasMissing(space, slot, feature) ? (best.missingLeft as 0 | 1) : heavierLeft;
  return { feature, cut, defaultLeft, gain: bestScore - parent, leftG: g, leftH: h };
}
