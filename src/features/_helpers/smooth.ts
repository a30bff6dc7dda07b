import { log } from '../../core/math/index.ts';

/**
 * Exponential smoothing, seeded by the simple mean of the first `window` rows (as TA-Lib). NaN rows are skipped: the
 * output is NaN there and the state is held.
 */
export interface Smoother {
  readonly window: number;
  readonly alpha: number;
  /** Rows still to be passed over before the seed. */
  skip: number;
  seen: number;
  sum: number;
  value: number;
}

/** alpha = 2 / (window + 1). */
export function emaOf(window: number, skip = 0): Smoother {
  return { window, alpha: 2 / (window + 1), skip, seen: 0, sum: 0, value: NaN };
}

/** Wilder's smoothing: alpha = 1 / window. */
export function wilderOf(window: number): Smoother {
  return { window, alpha: 1 / window, skip: 0, seen: 0, sum: 0, value: NaN };
}

function seed(state: Smoother, x: number): number {
  if (x !== x) return NaN;
  if (state.skip > 0) {
    state.skip -= 1;
    return NaN;
  }
  state.sum += x;
  state.seen += 1;
  if (state.seen < state.window) return NaN;
  state.value = state.sum / state.window;
  return state.value;
}

/** Rows that are smoothed as if none were NaN, before a look at the result: a NaN spoils the average for good. */
const STRIDE = 1024;

/** `out` may be `x`. */
export function smooth(state: Smoother, x: Float64Array, out: Float64Array): void {
  let from = 0;
  for (; from < x.length && state.seen < state.window; from++) out[from] = seed(state, x[from]);
  const same = x.buffer === out.buffer && x.byteOffset === out.byteOffset;
  const kept = same ? new Float64Array(Math.min(STRIDE, x.length - from)) : null;
  for (; from < x.length; from += STRIDE) {
    const to = Math.min(x.length, from + STRIDE);
    const rows = x.subarray(from, to);
    kept?.set(rows);
    const value = smoothKnown(state, rows, out.subarray(from, to));
    if (value === value) state.value = value;
    else smoothOver(state, kept ?? rows, out.subarray(from, to));
  }
}

function smoothKnown({ alpha, value }: Smoother, x: Float64Array, out: Float64Array): number {
  for (let i = 0; i < x.length; i++) {
    value += alpha * (x[i] - value);
    out[i] = value;
  }
  return value;
}

function smoothOver(state: Smoother, x: Float64Array, out: Float64Array): void {
  const { alpha } = state;
  for (let i = 0; i < out.length; i++) {
    const next = state.value + alpha * (x[i] - state.value);
    out[i] = next;
    if (next === next) state.value = next;
  }
}

/** The average of the average: all stages in one pass once they are seeded. No column may be another. */
export function smoothTwice(stages: readonly Smoother[], x: Float64Array, outs: readonly Float64Array[]): void {
  const [a, b] = stages;
  const [first, second] = outs;
  let u = a.value;
  let v = b.value;
  for (let i = 0; i < x.length; i++) {
    u += a.alpha * (x[i] - u);
    v += b.alpha * (u - v);
    first[i] = u;
    second[i] = v;
  }
  if (u !== u || v !== v) return stages.forEach((stage, k) => smooth(stage, k === 0 ? x : outs[k - 1], outs[k]));
  a.value = u;
  b.value = v;
}

/** Three stages; see `smoothTwice`. */
export function smoothThrice(stages: readonly Smoother[], x: Float64Array, outs: readonly Float64Array[]): void {
  const [a, b, c] = stages;
  const [first, second, third] = outs;
  let u = a.value;
  let v = b.value;
  let w = c.value;
  for (let i = 0; i < x.length; i++) {
    u += a.alpha * (x[i] - u);
    v += b.alpha * (u - v);
    w += c.alpha * (v - w);
    first[i] = u;
    second[i] = v;
    third[i] = w;
  }
  if (w !== w) return stages.forEach((stage, k) => smooth(stage, k === 0 ? x : outs[k - 1], outs[k]));
  a.value = u;
  b.value = v;
  c.value = w;
}

/**
 * Rows after which a chain of `stages` smoothers that started late has forgotten it: (1 - alpha)^rows below a thousandth
 * of `tolerance`, the rest being room for ratios of smoothed values, and a seed per stage.
 */
export function forgetting(alpha: number, window: number, { stages = 1, tolerance = 1e-9 } = {}): number {
  if (alpha >= 1) return stages * window;
  return stages * (window + Math.ceil(log(tolerance / 1000) / log(1 - alpha)));
}
