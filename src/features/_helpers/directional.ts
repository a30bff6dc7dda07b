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

/**
 * plus = 100 sum(+DM) / sum(TR), minus likewise, dx = 100 |plus - minus| / (plus + minus), held where both are 0. NaN while
 * warming up and where a price is missing: the state is then held.
 */
export function directional(
  state: Directional,
  [high, low, close]: readonly Float64Array[],
  [pluses, minuses, dxs]: readonly Float64Array[],
): void {
  const { window } = state;
  const full = 1 - 1 / window;
  let { high: lastHigh, low: lastLow, close: lastClose, seen, plus, minus, range, dx } = state;
  for (let i = 0; i < high.length; i++) {
    const h = high[i];
    const l = low[i];
    const c = close[i];
    const up = h - lastHigh;
    const down = lastLow - l;
    const tr = Math.max(h - l, Math.abs(h - lastClose), Math.abs(l - lastClose));
    if (h === h && l === l && c === c) {
      lastHigh = h;
      lastLow = l;
      lastClose = c;
    }
    let known = tr === tr && c === c;
    if (known) {
      const decay = seen < window - 1 ? 1 : full;
      // moves without a branch on their sign, which would be mispredicted every other bar
      plus = plus * decay + (Number(up > down) * (up + Math.abs(up))) / 2;
      minus = minus * decay + (Number(down > up) * (down + Math.abs(down))) / 2;
      range = range * decay + tr;
      known = decay < 1;
      if (!known) seen += 1;
    }
    const p = range > 0 ? (100 * plus) / range : 0;
    const m = range > 0 ? (100 * minus) / range : 0;
    if (p + m > 0) dx = (100 * Math.abs(p - m)) / (p + m);
    pluses[i] = known ? p : NaN;
    minuses[i] = known ? m : NaN;
    dxs[i] = known ? dx : NaN;
  }
  Object.assign(state, { high: lastHigh, low: lastLow, close: lastClose, seen, plus, minus, range, dx });
}
