import { positionIn } from './blocks.ts';
import { extremesOfColumn } from './extremes-kernel/index.ts';

/** Chunks from here on go through the WebAssembly kernel, and windows up to here; the values are the same. */
const LONG_CHUNK = 1024;
const LONG_WINDOW = 16_384;

/** Highest (`sign` 1) or lowest (-1) row of a sliding window, by van Herk's block scheme: three comparisons per bar. */
export interface Extremes {
  readonly window: number;
  readonly sign: number;
  at: number;
  head: number;
  /** Position of the head's extreme in the block, the latest of equals. */
  headAt: number;
  readonly rows: Float64Array;
  readonly tail: Float64Array;
  readonly tailAt: Int32Array;
}

function extremes(window: number, origin: number, sign: number): Extremes {
  const at = positionIn(window, origin);
  const column = (): Float64Array => new Float64Array(window).fill(NaN);
  return { window, sign, at, head: NaN, headAt: 0, rows: column(), tail: column(), tailAt: new Int32Array(window) };
}
export const highest = (window: number, origin: number): Extremes => extremes(window, origin, 1);
export const lowest = (window: number, origin: number): Extremes => extremes(window, origin, -1);

function turn(state: Extremes): void {
  const { window, rows, tail } = state;
  let best = -Infinity;
  for (let p = window - 1; p >= 0; p--) {
    tail[p] = best;
    best = Math.max(best, rows[p]);
  }
  state.head = -Infinity;
}

function turnWithAges(state: Extremes): void {
  const { window, rows, tail, tailAt } = state;
  let best = -Infinity;
  let bestAt = window;
  for (let p = window - 1; p >= 0; p--) {
    tail[p] = best;
    tailAt[p] = bestAt;
    const v = rows[p];
    if (v > best) bestAt = p;
    best = Math.max(best, v);
  }
  state.head = -Infinity;
  state.headAt = 0;
}

/** out[t] = the extreme of the window; NaN while the window holds one. `out` is not `x`. */
export function rollingExtreme(state: Extremes, x: Float64Array, out: Float64Array): void {
  const { window } = state;
  let head = window; // rows before the first window that is known and lies in the chunk
  for (let i = 0; i < x.length && x[i] !== x[i]; i++) head += 1;
  if (x.length < LONG_CHUNK + head || window > LONG_WINDOW) return push(state, x, out);
  push(state, x.subarray(0, head), out.subarray(0, head));
  const rest = x.subarray(head);
  if (!extremesOfColumn(state.sign, window, x.subarray(head - window, head), rest, out.subarray(head))) {
    return push(state, rest, out.subarray(head));
  }
  catchUp(state, x, rest.length);
}

/** The state after the last `passed` rows of `x`, whose values are known already. */
function catchUp(state: Extremes, x: Float64Array, passed: number): void {
  const { window, sign, rows } = state;
  const at = positionIn(window, state.at + passed);
  const last = x.length - at;
  for (let p = 0; p < window; p++) rows[p] = sign * x[last - window + p];
  state.at = at;
  if (at === 0) return;
  turn(state);
  for (let p = 0; p < at; p++) {
    rows[p] = sign * x[last + p];
    state.head = Math.max(state.head, rows[p]);
  }
}

function push(state: Extremes, x: Float64Array, out: Float64Array): void {
  const { window, sign, rows, tail } = state;
  for (let i = 0; i < x.length;) {
    if (state.at === 0) turn(state);
    let at = state.at;
    const stop = Math.min(x.length, i + window - at);
    let head = state.head;
    for (; i < stop; i++, at++) {
      const v = sign * x[i];
      rows[at] = v;
      head = Math.max(head, v);
      out[i] = sign * Math.max(tail[at], head) + 0; // -0 becomes 0
    }
    state.head = head;
    state.at = at === window ? 0 : at;
  }
}

/** age[t] = bars since the extreme of the window, 0 = this bar, the latest of equals. */
export function rollingExtremeAge(state: Extremes, x: Float64Array, age: Float64Array): void {
  const { window, sign, rows, tail, tailAt } = state;
  for (let i = 0; i < x.length;) {
    if (state.at === 0) turnWithAges(state);
    let at = state.at;
    const stop = Math.min(x.length, i + window - at);
    let { head, headAt } = state;
    for (; i < stop; i++, at++) {
      const v = sign * x[i];
      rows[at] = v;
      if (v >= head) {
        head = v;
        headAt = at;
      } else if (v !== v) head = NaN;
      const before = tail[at];
      if (head >= before) age[i] = at - headAt;
      else age[i] = head < before ? at + window - tailAt[at] : NaN;
    }
    state.head = head;
    state.headAt = headAt;
    state.at = at === window ? 0 : at;
  }
}
