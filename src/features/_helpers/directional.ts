/** Wilder's directional movement, as TA-Lib sums it: the first window - 1 moves are added up, then decayed. */
export interface Directional {
  readonly window: number;
  high: number;
  low: number;
  close: number;
  seen: number;
  plus: number;
  minus: number;
  range: number;
  dx: number;
}

export function directionalOf(window: number): Directional {
  return { window, high: NaN, low: NaN, close: NaN, seen: 0, plus: 0, minus: 0, range: 0, dx: 0 };
}

/** Adds one bar's movement; false while warming up or where a price is missing (the state is then held). */
function move(state: Directional, high: number, low: number, close: number): boolean {
  if (high !== high || low !== low || close !== close) return false;
  const up = high - state.high;
  const down = state.low - low;
  const range = Math.max(high - low, Math.abs(high - state.close), Math.abs(low - state.close));
  state.high = high;
  state.low = low;
  state.close = close;
  if (range !== range) return false;
  const decay = state.seen < state.window - 1 ? 1 : 1 - 1 / state.window;
  state.plus = state.plus * decay + (up > 0 && up > down ? up : 0);
  state.minus = state.minus * decay + (down > 0 && down > up ? down : 0);
  state.range = state.range * decay + range;
  if (decay === 1) state.seen += 1;
  return decay < 1;
}

/** plus = 100 sum(+DM) / sum(TR), minus likewise, dx = 100 |plus - minus| / (plus + minus), held where both are 0. */
export function directional(
  state: Directional,
  [high, low, close]: readonly Float64Array[],
  [plus, minus, dx]: readonly Float64Array[],
): void {
  for (let i = 0; i < high.length; i++) {
    if (!move(state, high[i], low[i], close[i])) {
      plus[i] = NaN;
      minus[i] = NaN;
      dx[i] = NaN;
      continue;
    }
    const p = state.range > 0 ? (100 * state.plus) / state.range : 0;
    const m = state.range > 0 ? (100 * state.minus) / state.range : 0;
    if (p + m > 0) state.dx = (100 * Math.abs(p - m)) / (p + m);
    plus[i] = p;
    minus[i] = m;
    dx[i] = state.dx;
  }
}
