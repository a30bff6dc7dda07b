/**
 * Type-7 quantile of the last `window` values in O(log window) per value: a max-heap of the values up to the order
 * statistic below the quantile and a min-heap of the rest. Both keep their sizes, so a new value takes the heap place of
 * the one that leaves, and at most one pair is exchanged. Ranks are exact: the same bits as sorting each window.
 */
export interface SlidingQuantile {
  readonly window: number;
  /** Place of the quantile between the order statistics `below` and `below` + 1. */
  readonly below: number;
  readonly weight: number;
  /** Ring of values by slot. */
  readonly values: Float64Array;
  /** Slots: [0 .. below] the max-heap of the low side, [below + 1 ..] the min-heap of the high side. */
  readonly heap: Int32Array;
  /** Place of each slot in `heap`. */
  readonly place: Int32Array;
  seen: number;
}

export function startSlidingQuantile(window: number, q: number): SlidingQuantile {
  const at = (window - 1) * q;
  const below = Math.floor(at);
  return {
    window,
    below,
    weight: at - below,
    values: new Float64Array(window),
    heap: new Int32Array(window),
    place: new Int32Array(window),
    seen: 0,
  };
}

/** The quantile of the values pushed so far; NaN until the window is full. */
export function quantileOf({ seen, window, below, weight, values, heap }: SlidingQuantile): number {
  if (seen < window) return NaN;
  const low = values[heap[0]];
  return weight === 0 ? low : low + weight * (values[heap[below + 1]] - low);
}

/** Appends a value that is not NaN; the oldest leaves. */
export function pushValue(state: SlidingQuantile, value: number): void {
  const slot = state.seen % state.window;
  state.values[slot] = value;
  state.seen++;
  if (state.seen < state.window) return;
  if (state.seen === state.window) return build(state);
  replace(state, state.place[slot]);
}

function build({ window, below, values, heap, place }: SlidingQuantile): void {
  const order = Array.from(values, (_, slot) => slot).sort((a, b) => values[a] - values[b] || a - b);
  for (let i = 0; i < window; i++) {
    const at = i <= below ? below - i : i;
    heap[at] = order[i];
    place[order[i]] = at;
  }
}

function replace(state: SlidingQuantile, at: number): void {
  const { window, below, values, heap, place } = state;
  if (at <= below) sift(state, at, 0, below + 1, -1);
  else sift(state, at, below + 1, window - below - 1, 1);
  const high = below + 1;
  if (high === window || values[heap[0]] <= values[heap[high]]) return;
  const slot = heap[0];
  heap[0] = heap[high];
  heap[high] = slot;
  place[heap[0]] = 0;
  place[slot] = high;
  sift(state, 0, 0, high, -1);
  sift(state, high, high, window - high, 1);
}

/** Restores the heap [base, base + size) after a change at `at`; `sign` 1 = smallest first, -1 = largest first. */
function sift({ values, heap, place }: SlidingQuantile, at: number, base: number, size: number, sign: number): void {
  const slot = heap[at];
  const key = sign * values[slot];
  let i = at - base;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const other = heap[base + parent];
    if (sign * values[other] <= key) break;
    heap[base + i] = other;
    place[other] = base + i;
    i = parent;
  }
  for (let child = 2 * i + 1; child < size; child = 2 * i + 1) {
    if (child + 1 < size && sign * values[heap[base + child + 1]] < sign * values[heap[base + child]]) child++;
    const other = heap[base + child];
    if (sign * values[other] >= key) break;
    heap[base + i] = other;
    place[other] = base + i;
    i = child;
  }
  heap[base + i] = slot;
  place[slot] = base + i;
}
