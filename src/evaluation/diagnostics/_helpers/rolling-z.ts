/**
 * (x[t] - mean(w)) / sd(w) with w = x[t - window + 1 .. t] without NaN, sd over n - 1; NaN for NaN, under `min_samples` known
 * values, and where they are all the same. Sums run along the window and are made anew every `window` rows, around the first
 * known value, so that rounding does not pile up.
 */
export function rollingZ(x: Float64Array, window: number, min_samples: number): Float64Array {
  const out = new Float64Array(x.length).fill(NaN);
  const centre = x.find((v) => v === v) ?? 0;
  const sums: Sums = { n: 0, total: 0, squares: 0 };
  let [same, lastKnown] = [0, NaN];
  for (let t = 0; t < x.length; t++) {
    if (t > 0 && t % window === 0) {
      [sums.n, sums.total, sums.squares] = [0, 0, 0];
      for (let i = t - window + 1; i < t; i++) add(sums, x[i] - centre);
    } else if (t >= window) leave(sums, x[t - window] - centre);
    const v = x[t];
    if (v !== v) continue;
    add(sums, v - centre);
    same = v === lastKnown ? same + 1 : 1;
    lastKnown = v;
    const { n, total, squares } = sums;
    if (n < min_samples || same >= n) continue;
    const mean = total / n;
    const variance = (squares - n * mean * mean) / (n - 1);
    if (variance > 0) out[t] = (v - centre - mean) / Math.sqrt(variance);
  }
  return out;
}

interface Sums {
  n: number;
  total: number;
  squares: number;
}

function add(sums: Sums, d: number): void {
  if (d !== d) return;
  sums.n += 1;
  sums.total += d;
  sums.squares += d * d;
}

function leave(sums: Sums, d: number): void {
  if (d !== d) return;
  sums.n -= 1;
  sums.total -= d;
  sums.squares -= d * d;
}
