/**
 * (x[t] - mean(w)) / sd(w) with w = x[t - window + 1 .. t] without NaN, sd over n - 1; NaN for NaN, under `min_samples` known
 * values, and where they are all the same. Sums run along the window and are made anew every `window` rows, around the first
 * known value, so that rounding does not pile up.
 */
export function rollingZ(x: Float64Array, window: number, min_samples: number): Float64Array {
  const out = new Float64Array(x.length).fill(NaN);
  const centre = x.find((v) => v === v) ?? 0;
  let [n, total, squares, same] = [0, 0, 0, 0];
  let lastKnown = NaN;
  const add = (v: number, sign: number): void => {
    if (v !== v) return;
    const d = v - centre;
    n += sign;
    total += sign * d;
    squares += sign * d * d;
  };
  for (let t = 0; t < x.length; t++) {
    if (t > 0 && t % window === 0) {
      [n, total, squares] = [0, 0, 0];
      for (let i = t - window + 1; i < t; i++) add(x[i], 1);
    } else if (t >= window) add(x[t - window], -1);
    add(x[t], 1);
    if (x[t] !== x[t]) continue;
    same = x[t] === lastKnown ? same + 1 : 1;
    lastKnown = x[t];
    if (n < min_samples || same >= n) continue;
    const mean = total / n;
    const variance = (squares - n * mean * mean) / (n - 1);
    if (variance > 0) out[t] = (x[t] - centre - mean) / Math.sqrt(variance);
  }
  return out;
}
