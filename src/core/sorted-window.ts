/**
 * The last `window` values in ascending order, in blocks of at most BLOCK: a value is added, removed, ranked or looked up
 * by its rank in moves of one block and of the list of blocks. NaN takes its place in time but has no rank.
 */
export interface SortedWindow {
  /** Ring by time, oldest overwritten first. */
  readonly last: Float64Array;
  readonly blocks: Float64Array[];
  /** Rank of the first value of each block, and the number of all behind the last one. */
  starts: Int32Array;
  seen: number;
  known: number;
}

const BLOCK = 256;

export function startSortedWindow(window: number): SortedWindow {
  return { last: new Float64Array(window), blocks: [], starts: new Int32Array(16), seen: 0, known: 0 };
}

export const isFull = ({ seen, last }: SortedWindow): boolean => seen >= last.length;

/** Appends a value; the oldest one leaves where the window is full. */
export function pushSorted(state: SortedWindow, value: number): void {
  const { last } = state;
  const slot = state.seen % last.length;
  const oldest = state.seen >= last.length ? last[slot] : NaN;
  last[slot] = value;
  state.seen += 1;
  if (oldest === oldest && value === value && exchange(state, oldest, value)) return;
  if (oldest === oldest) remove(state, oldest);
  if (value === value) insert(state, value);
}

/** Takes one value out and puts another in: only the blocks between their places change their starts. */
function exchange(state: SortedWindow, out: number, value: number): boolean {
  const { blocks, starts } = state;
  let from = Math.max(0, blockOf(state, out));
  let at = placeIn(state, from, out);
  if (at === countOf(state, from)) [from, at] = [from + 1, 0];
  const to = Math.max(0, blockOf(state, value));
  const place = placeIn(state, to, value);
  const target = blocks[to];
  if (from === to) {
    if (place <= at) target.copyWithin(place + 1, place, at);
    else target.copyWithin(at, at + 1, place);
    target[place <= at ? place : place - 1] = value;
    return true;
  }
  const left = countOf(state, from) - 1;
  const count = countOf(state, to);
  if (count === BLOCK || left === 0) return false;
  blocks[from].copyWithin(at, at + 1, left + 1);
  target.copyWithin(place + 1, place, count);
  target[place] = value;
  for (let b = to + 1; b <= from; b++) starts[b]++;
  for (let b = from + 1; b <= to; b++) starts[b]--;
  return true;
}

/** Number of values below. */
export function rankBelow(state: SortedWindow, value: number): number {
  const block = blockOf(state, value);
  return block < 0 ? 0 : state.starts[block] + placeIn(state, block, value);
}

/** The value of a rank from 0; NaN beyond the last one. */
export function valueAt({ blocks, starts, known }: SortedWindow, rank: number): number {
  if (rank >= known) return NaN;
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= rank) low = middle;
    else high = middle - 1;
  }
  return blocks[low][rank - starts[low]];
}

/** The last block that begins below a value, -1 where none does. */
function blockOf({ blocks }: SortedWindow, value: number): number {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle][0] < value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const countOf = ({ starts }: SortedWindow, block: number): number => starts[block + 1] - starts[block];

/** Number of values below in one block. */
function placeIn(state: SortedWindow, block: number, value: number): number {
  const values = state.blocks[block];
  let [low, high] = [0, countOf(state, block)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(state: SortedWindow, value: number): void {
  const { blocks } = state;
  state.known += 1;
  if (blocks.length === 0) blocks.push(new Float64Array(BLOCK));
  let block = Math.max(0, blockOf(state, value));
  if (countOf(state, block) === BLOCK) {
    split(state, block);
    if (blocks[block + 1][0] < value) block += 1;
  }
  const values = blocks[block];
  const at = placeIn(state, block, value);
  for (let i = countOf(state, block); i > at; i--) values[i] = values[i - 1];
  values[at] = value;
  const { starts } = state;
  for (let b = block + 1; b <= blocks.length; b++) starts[b]++;
}

function split(state: SortedWindow, block: number): void {
  const { blocks } = state;
  const half = BLOCK / 2;
  const upper = new Float64Array(BLOCK);
  upper.set(blocks[block].subarray(half));
  blocks.splice(block + 1, 0, upper);
  if (blocks.length + 1 > state.starts.length) {
    const wider = new Int32Array(state.starts.length * 2);
    wider.set(state.starts);
    state.starts = wider;
  }
  state.starts.copyWithin(block + 2, block + 1, blocks.length);
  state.starts[block + 1] = state.starts[block] + half;
}

function remove(state: SortedWindow, value: number): void {
  const { blocks, starts } = state;
  state.known -= 1;
  let block = Math.max(0, blockOf(state, value));
  let at = placeIn(state, block, value);
  if (at === countOf(state, block)) [block, at] = [block + 1, 0];
  const values = blocks[block];
  const count = countOf(state, block) - 1;
  for (let i = at; i < count; i++) values[i] = values[i + 1];
  for (let b = block + 1; b <= blocks.length; b++) starts[b]--;
  if (count === 0) drop(state, block);
  else if (block > 0 && count + countOf(state, block - 1) < BLOCK / 2) {
    blocks[block - 1].set(values.subarray(0, count), countOf(state, block - 1));
    drop(state, block);
  }
}

/** Takes a block out whose values are gone, or stand in the one before it. */
function drop({ blocks, starts }: SortedWindow, block: number): void {
  blocks.splice(block, 1);
  starts.copyWithin(block, block + 1, blocks.length + 2);
}
