import { log } from '../../core/math/index.ts';
import { lagged, type History } from './history.ts';

/** tp = (high + low + close) / 3. */
export function typicalPrice([high, low, close]: readonly Float64Array[], out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (high[i] + low[i] + close[i]) / 3;
}

/** The last close that was known. */
export interface LastClose {
  close: number;
}

/**
 * tr = max(high - low, |high - close[t-1]|, |low - close[t-1]|); NaN at the first bar, where a price is missing, and
 * measured from the last known close.
 */
export function trueRange(state: LastClose, [high, low, close]: readonly Float64Array[], out: Float64Array): void {
  let last = state.close;
  let total = 0;
  for (let i = 0; i < out.length; i++) {
    const h = high[i];
    const l = low[i];
    out[i] = Math.max(h - l, Math.abs(h - last), Math.abs(l - last));
    last = close[i];
    total += last;
  }
  if (total === total) state.close = last;
  else rangeOver(state, [high, low, close], out);
}

/** The same with closes that may be NaN. */
function rangeOver(state: LastClose, [high, low, close]: readonly Float64Array[], out: Float64Array): void {
  let last = state.close;
  for (let i = 0; i < out.length; i++) {
    const h = high[i];
    const l = low[i];
    out[i] = Math.max(h - l, Math.abs(h - last), Math.abs(l - last));
    const c = close[i];
    if (c === c) last = c;
    else out[i] = NaN;
  }
  state.close = last;
}

/** out[t] = ln(upper / lower); NaN where either is not above 0. */
export function logRatio(upper: Float64Array, lower: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    const ratio = upper[i] / lower[i];
    out[i] = ratio > 0 && ratio < Infinity ? log(ratio) : NaN;
  }
}

/** out[t] = ln(x[t] / x[t - depth]), over the rows kept. */
export function logReturns(past: History, x: Float64Array, out: Float64Array): void {
  lagged(past, x, out);
  logRatio(x, out, out);
}
