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

/** `out` may be `x`. */
export function smooth(state: Smoother, x: Float64Array, out: Float64Array): void {
  let i = 0;
  for (; i < x.length && state.seen < state.window; i++) out[i] = seed(state, x[i]);
  const { alpha } = state;
  let value = state.value;
  for (; i < x.length; i++) {
    const v = x[i];
    if (v === v) {
      value += alpha * (v - value);
      out[i] = value;
    } else out[i] = NaN;
  }
  state.value = value;
}

/**
 * Rows after which a chain of `stages` smoothers that started late has forgotten it: (1 - alpha)^rows below a thousandth
 * of `tolerance`, the rest being room for ratios of smoothed values, and a seed per stage.
 */
export function forgetting(alpha: number, window: number, { stages = 1, tolerance = 1e-9 } = {}): number {
  if (alpha >= 1) return stages * window;
  return stages * (window + Math.ceil(log(tolerance / 1000) / log(1 - alpha)));
}
