import type { BoostedTree } from './types.ts';

/** The way to a leaf: columns that it asks, and which rows keep to it in each of them. */
export interface LeafPath {
  readonly value: number;
  /** Columns on the path, and the share of the rows that each keeps; only the first `count` count. */
  readonly count: number;
  readonly feature: Int32Array;
  readonly share: Float64Array;
  /** Bits of the columns in which a row keeps to the path, `words` numbers a row. */
  readonly kept: Uint32Array;
}

export interface Rows {
  readonly columns: readonly Float64Array[];
  readonly from: number;
  readonly to: number;
}

/** What a step down has changed, for the way back. */
interface Step {
  readonly id: number;
  readonly depth: number;
  readonly parent: number;
  readonly isLeft: boolean;
}

interface Walk {
  readonly tree: BoostedTree;
  readonly rows: Rows;
  readonly words: number;
  readonly feature: Int32Array;
  readonly share: Float64Array;
  /** Place of each column on the path, -1 where it is not on it. */
  readonly placeOf: Int32Array;
  /** By depth: `kept`, the number of columns, the column that the step asks and its share before the step. */
  readonly kept: Uint32Array[];
  readonly counts: number[];
  readonly asked: number[];
  readonly shares: number[];
}

function depthOf({ feature, left, right }: BoostedTree): number {
  const open: [id: number, depth: number][] = [[0, 0]];
  let deepest = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [id, depth] = next;
    deepest = Math.max(deepest, depth);
    if (feature[id] >= 0) open.push([left[id], depth + 1], [right[id], depth + 1]);
  }
  return deepest;
}

/** 32-bit words that hold a bit for each column on a path of the tree. */
export const wordsOf = (tree: BoostedTree, columns: number): number =>
  Math.max(1, Math.ceil(Math.min(columns, depthOf(tree)) / 32));

/** Takes back the steps below a depth. */
function climb(walk: Walk, from: number, depth: number): void {
  for (let d = from; d >= depth; d--) {
    const place = walk.placeOf[walk.asked[d]];
    walk.share[place] = walk.shares[d];
    if (walk.counts[d] > walk.counts[d - 1]) walk.placeOf[walk.asked[d]] = -1;
  }
}

/** Goes from a node to one of its children. */
function descend(walk: Walk, { id, depth, parent, isLeft }: Step): void {
  const { tree, placeOf, share, counts } = walk;
  const feature = tree.feature[parent];
  const known = placeOf[feature] >= 0;
  const count = counts[depth - 1];
  const place = known ? placeOf[feature] : count;
  if (!known) {
    placeOf[feature] = place;
    walk.feature[place] = feature;
    share[place] = 1;
  }
  counts[depth] = known ? count : count + 1;
  walk.asked[depth] = feature;
  walk.shares[depth] = share[place];
  share[place] = tree.cover[parent] > 0 ? (share[place] * tree.cover[id]) / tree.cover[parent] : 0;
  keepRows(walk, depth, { feature, place, known, parent, isLeft });
}

interface Asked {
  readonly feature: number;
  readonly place: number;
  readonly known: boolean;
  readonly parent: number;
  readonly isLeft: boolean;
}

function keepRows({ tree, rows, words, kept }: Walk, depth: number, { feature, place, ...asked }: Asked): void {
  const { columns, from, to } = rows;
  const [before, now] = [kept[depth - 1], (kept[depth] ??= new Uint32Array(kept[0].length))];
  now.set(before);
  const x = columns[feature];
  const written = tree.threshold[asked.parent];
  const threshold = written === -Number.MAX_VALUE ? -Infinity : written;
  const missingLeft = tree.default_left[asked.parent] === 1;
  const bit = 1 << (place & 31);
  for (let row = from, at = place >> 5; row < to; row++, at += words) {
    const value = x[row];
    const goesLeft = value === value ? value < threshold : missingLeft;
    if (goesLeft !== asked.isLeft) now[at] &= ~bit;
    else if (!asked.known) now[at] |= bit;
  }
}

/** All leaves from left to right, each with its path; what is given is good until the next one. */
export function eachLeaf(tree: BoostedTree, rows: Rows, words: number, visit: (leaf: LeafPath) => void): void {
  const most = Math.min(rows.columns.length, 32 * words);
  const walk: Walk = {
    tree,
    rows,
    words,
    feature: new Int32Array(most),
    share: new Float64Array(most),
    placeOf: new Int32Array(rows.columns.length).fill(-1),
    kept: [new Uint32Array((rows.to - rows.from) * words)],
    counts: [0],
    asked: [-1],
    shares: [1],
  };
  const { feature, share, counts, kept } = walk;
  const open: Step[] = [{ id: 0, depth: 0, parent: -1, isLeft: false }];
  let reached = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { id, depth } = next;
    climb(walk, reached, Math.max(1, depth));
    if (depth > 0) descend(walk, next);
    reached = depth;
    if (tree.feature[id] < 0) {
      visit({ value: tree.value[id], count: counts[depth], feature, share, kept: kept[depth] });
      continue;
    }
    open.push({ id: tree.right[id], depth: depth + 1, parent: id, isLeft: false });
    open.push({ id: tree.left[id], depth: depth + 1, parent: id, isLeft: true });
  }
}
