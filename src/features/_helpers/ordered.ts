import { add, below, emptyTree, kthOf, remove, type Tree } from './tree.ts';

/**
 * The rows of a sliding window in order of size. Up to `FLAT` rows they stand in one sorted array (a short move per
 * bar), beyond it in a balanced tree: O(log window) per bar.
 */
export interface Ordered {
  readonly window: number;
  /** Rows by age; rows before the start are NaN. */
  readonly ring: Float64Array;
  at: number;
  /** NaN rows in the window: those are not in the order. */
  gaps: number;
  readonly sorted: Float64Array;
  readonly tree: Tree | null;
}

const FLAT = 512;

export function ordered(window: number): Ordered {
  return {
    window,
    ring: new Float64Array(window).fill(NaN),
    at: 0,
    gaps: window,
    sorted: new Float64Array(window <= FLAT ? window : 0),
    tree: window <= FLAT ? null : emptyTree(window),
  };
}

function lowerBound(sorted: Float64Array, size: number, v: number): number {
  let from = 0;
  let to = size;
  while (from < to) {
    const mid = (from + to) >>> 1;
    if (sorted[mid] < v) from = mid + 1;
    else to = mid;
  }
  return from;
}

function takeOut(state: Ordered, v: number): void {
  if (state.tree !== null) return remove(state.tree, v);
  const { sorted } = state;
  const last = state.window - state.gaps - 1;
  for (let i = lowerBound(sorted, last + 1, v); i < last; i++) sorted[i] = sorted[i + 1];
}

function putIn(state: Ordered, v: number): void {
  if (state.tree !== null) return add(state.tree, v);
  const { sorted } = state;
  let i = state.window - state.gaps;
  for (; i > 0 && sorted[i - 1] > v; i--) sorted[i] = sorted[i - 1];
  sorted[i] = v;
}

/** Both rows known and in one array: moves only what lies between them. */
function replace(sorted: Float64Array, size: number, old: number, v: number): void {
  let i = lowerBound(sorted, size, old);
  if (v > old) for (; i + 1 < size && sorted[i + 1] < v; i++) sorted[i] = sorted[i + 1];
  else for (; i > 0 && sorted[i - 1] > v; i--) sorted[i] = sorted[i - 1];
  sorted[i] = v;
}

/** Takes the next row in and the oldest out; true where the window is full and has no gap. */
export function slide(state: Ordered, x: number): boolean {
  const v = x + 0; // -0 becomes 0, so that equal rows have equal bits
  const old = state.ring[state.at];
  state.ring[state.at] = v;
  state.at = state.at + 1 === state.window ? 0 : state.at + 1;
  if (state.gaps === 0 && v === v && state.tree === null) {
    replace(state.sorted, state.window, old, v);
    return true;
  }
  if (old === old) {
    takeOut(state, old);
    state.gaps += 1;
  }
  if (v === v) {
    putIn(state, v);
    state.gaps -= 1;
  }
  return state.gaps === 0;
}

/** The k-th smallest, k from 0. */
export function kth(state: Ordered, k: number): number {
  return state.tree === null ? state.sorted[k] : kthOf(state.tree, k);
}

/** Rows smaller than `v`. */
export function countBelow(state: Ordered, v: number): number {
  return state.tree === null ? lowerBound(state.sorted, state.window - state.gaps, v) : below(state.tree, v, false);
}

/** Rows smaller than or equal to `v`. */
export function countUpTo(state: Ordered, v: number): number {
  if (state.tree !== null) return below(state.tree, v, true);
  let from = 0;
  let to = state.window - state.gaps;
  while (from < to) {
    const mid = (from + to) >>> 1;
    if (state.sorted[mid] <= v) from = mid + 1;
    else to = mid;
  }
  return from;
}

/** Type 7 quantile of a full window: linear between the order statistics around (n - 1) q. */
export function quantileOf(state: Ordered, q: number): number {
  const position = (state.window - 1) * q;
  const k = Math.floor(position);
  const low = kth(state, k);
  if (position === k) return low;
  return low + (position - k) * (kth(state, k + 1) - low);
}
