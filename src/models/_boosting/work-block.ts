import { MOST_PIECES } from '../../core/team.ts';
import type { Bench } from './bench.ts';
import { TABLE } from './kernel/sizes.ts';
import { RESULT } from './orders.ts';
import type { Order } from './orders.ts';

const MISSING = 255;
/** Numbers of one candidate record. */
const RECORD = 8;

/** Bytes of the tables of one block of eight features, by the width of an entry. */
export const tableBytes = (wide: boolean): number => (wide ? 8 : 4) * TABLE;

const tablesOf = ({ tables, tablesPerSlot }: Order, slot: number): number => tables + slot * tablesPerSlot;

/** Whether a node has missing values of a feature: an entry counts rows in its lower bits. */
export function hasMissing({ ints }: Bench, order: Order, slot: number, feature: number): boolean {
  const at = tablesOf(order, slot) + MISSING * 16;
  if (order.wide === 1) return ints[(at + feature * TABLE + 8) >>> 2] !== 0;
  return ints[(at + (feature >> 1) * TABLE + (feature & 1) * 8) >>> 2] !== 0;
}

/** Sums of the small node's rows per bin; the large node's are its parent's, in whose slot they come to lie, less them. */
function sumBlock({ kernel, ints, gathered }: Bench, order: Order, block: number): void {
  const { small, large, masks, bins, blockBytes, items, count, shift, hessians } = order;
  const isWide = order.wide === 1;
  const [low, high] = [ints[(masks >>> 2) + 2 * block], ints[(masks >>> 2) + 2 * block + 1]];
  const bytes = tableBytes(isWide);
  const from = bins + block * blockBytes;
  const at = tablesOf(order, small) + block * bytes;
  const { functions, accumulate, accumulateWide } = kernel;
  functions.clear(at, bytes);
  const add = isWide ? accumulateWide : accumulate;
  if (!isWide && low === 15 && high === 15) {
    functions.accumulate255(from, items, count, at, shift, 0, gathered);
  } else {
    if (low > 0) add[low](from, items, count, at, shift, hessians, gathered);
    if (high > 0) add[high](from + 4, items, count, at + bytes / 2, shift, hessians, gathered);
  }
  if (large >= 0) functions.subtract(tablesOf(order, large) + block * bytes, at, bytes);
}

/** The node whose split is searched. */
interface Searched {
  readonly slot: number;
  readonly g: number;
  readonly h: number;
  readonly n: number;
}

/** Scans features `first` and `first + 1`; their records then hold what beats the score they came with. */
function scanPair(bench: Bench, order: Order, node: Searched, first: number, missingLeft: 0 | 1): void {
  const { scan, scanL1, scanWide, scanWideL1 } = bench.kernel.functions;
  const { wide, l1, l2, shift, leastHessian, leastRows } = order;
  const narrow = l1 > 0 ? scanL1 : scan;
  const run = wide === 1 ? (l1 > 0 ? scanWideL1 : scanWide) : narrow;
  const counts = (order.binCounts >>> 2) + first;
  run(
    tablesOf(order, node.slot) + (wide === 1 ? first : first >> 1) * TABLE,
    bench.ints[counts],
    bench.ints[counts + 1],
    missingLeft,
    shift,
    node.g,
    node.h,
    node.n,
    l2,
    l1,
    leastHessian,
    leastRows,
    bench.recordsAt,
  );
}

/** Runs the pass with missing values on the left for those of the two features that have any. */
function scanMissingLeft(bench: Bench, order: Order, node: Searched, first: number, lanes: number): void {
  const { records } = bench;
  const missing0 = (lanes & 1) !== 0 && hasMissing(bench, order, node.slot, first);
  const missing1 = (lanes & 2) !== 0 && hasMissing(bench, order, node.slot, first + 1);
  if (!missing0 && !missing1) return;
  const [kept0, kept1] = [records[0], records[RECORD]];
  if (!missing0) records[0] = Infinity; // nothing beats it
  if (!missing1) records[RECORD] = Infinity;
  scanPair(bench, order, node, first, 1);
  if (!missing0) records[0] = kept0;
  if (!missing1) records[RECORD] = kept1;
}

/** Takes a record over as the block's result. */
function keep({ records, recordInts, doubles }: Bench, lane: number, feature: number, to: number): void {
  const at = lane * RECORD;
  for (let k = 0; k < 4; k++) doubles[to + k] = records[at + k];
  doubles[to + 4] = feature;
  doubles[to + 5] = recordInts[2 * at + 8];
  doubles[to + 6] = recordInts[2 * at + 9];
}

/**
 * The split with the highest score above `bar` among the block's features. Of equal scores the first wins, in the order
 * of feature, then missing right before missing left, then cut.
 */
function searchBlock(bench: Bench, order: Order, node: Searched, block: number, bar: number, result: number): void {
  const { ints, records, doubles } = bench;
  const to = result >>> 3;
  let best = bar;
  doubles[to] = best;
  doubles[to + 4] = -1;
  for (let pair = 0; pair < 4; pair++) {
    const lanes = (ints[(order.masks >>> 2) + 2 * block + (pair >> 1)] >> (2 * (pair & 1))) & 3;
    if (lanes === 0) continue;
    const first = 8 * block + 2 * pair;
    records[0] = (lanes & 1) !== 0 ? best : Infinity;
    records[RECORD] = (lanes & 2) !== 0 ? best : Infinity;
    scanPair(bench, order, node, first, 0);
    scanMissingLeft(bench, order, node, first, lanes);
    for (let lane = 0; lane < 2; lane++) {
      if (((lanes >> lane) & 1) === 0 || !(records[lane * RECORD] > best)) continue;
      best = records[lane * RECORD];
      keep(bench, lane, first + lane, to);
    }
  }
}

/** Does one block of an order. No block reads what another one writes. */
export function workBlock(bench: Bench, order: Order, block: number): void {
  const { small, large, smallG, smallH, smallN, smallBar, largeG, largeH, largeN, largeBar, masks, results } = order;
  const at = (masks >>> 2) + 2 * block;
  const result = results + 2 * block * 8 * RESULT;
  if ((bench.ints[at] | bench.ints[at + 1]) === 0) {
    for (const one of [0, RESULT]) bench.doubles[(result >>> 3) + one + 4] = -1;
    return;
  }
  sumBlock(bench, order, block);
  if (smallBar < Infinity) {
    searchBlock(bench, order, { slot: small, g: smallG, h: smallH, n: smallN }, block, smallBar, result);
  }
  if (largeBar < Infinity) {
    searchBlock(bench, order, { slot: large, g: largeG, h: largeH, n: largeN }, block, largeBar, result + 8 * RESULT);
  }
}

/** A piece of an order: a block, or several where there are more blocks than pieces. */
export function workPiece(bench: Bench, order: Order, piece: number): void {
  const blocks = Math.ceil(order.features / 8);
  for (let block = piece; block < blocks; block += MOST_PIECES) workBlock(bench, order, block);
}
