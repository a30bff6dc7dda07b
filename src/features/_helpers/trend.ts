import { positionIn } from './blocks.ts';

/** Block sums (see blocks.ts) of a column and of its product with time, time counted from the block's first row. */
export interface TrendSums {
  readonly window: number;
  at: number;
  reference: number;
  readonly rows: Float64Array;
  readonly tails: readonly Float64Array[];
  readonly heads: Float64Array;
}

export function trendSums(window: number, origin: number): TrendSums {
  const column = (): Float64Array => new Float64Array(window).fill(NaN);
  return {
    window,
    at: positionIn(window, origin),
    reference: NaN,
    rows: column(),
    tails: [column(), column(), column()],
    heads: new Float64Array(3).fill(NaN),
  };
}

function turn(sums: TrendSums, first: number): void {
  const { window, rows, heads } = sums;
  const [tail, tailTime, tailSquare] = sums.tails;
  sums.reference = first;
  heads.fill(0);
  let s = 0;
  let st = 0;
  let ss = 0;
  for (let p = window - 1; p >= 0; p--) {
    tail[p] = s;
    tailTime[p] = st;
    tailSquare[p] = ss;
    const d = rows[p] - first;
    s += d;
    st += (p - window) * d;
    ss += d * d;
  }
}

/** Sum of (k - mean k)^2 for k = 0 .. window - 1. */
export function timeSquares(window: number): number {
  return (window * (window * window - 1)) / 12;
}

/** mean[t], m2[t] = sum((x - mean)^2) and mt[t] = sum((x - mean)(k - mean k)) of the window, k = 0 .. window - 1. */
export function rollingTrend(sums: TrendSums, x: Float64Array, [mean, m2, mt]: readonly Float64Array[]): void {
  const { window, rows, heads } = sums;
  const [tail, tailTime, tailSquare] = sums.tails;
  const half = (window - 1) / 2;
  const share = 1 / window;
  for (let i = 0; i < x.length;) {
    let at = sums.at;
    if (at === 0) turn(sums, x[i]);
    const stop = Math.min(x.length, i + window - at);
    const reference = sums.reference;
    let [h, ht, hh] = heads;
    for (; i < stop; i++, at++) {
      const v = x[i];
      rows[at] = v;
      const d = v - reference;
      h += d;
      ht += at * d;
      hh += d * d;
      const s = tail[at] + h;
      mean[i] = reference + s * share;
      m2[i] = Math.max(0, tailSquare[at] + hh - s * s * share);
      mt[i] = tailTime[at] + ht - (at - half) * s;
    }
    heads[0] = h;
    heads[1] = ht;
    heads[2] = hh;
    sums.at = at === window ? 0 : at;
  }
}

/** Linearly weighted mean, the newest row weighing `window` and the oldest 1: mean + 2 mt / (window (window + 1)). */
export function weightedMean(
  sums: TrendSums,
  x: Float64Array,
  out: Float64Array,
  scratch: readonly Float64Array[],
): void {
  const [m2, mt] = scratch;
  rollingTrend(sums, x, [out, m2, mt]);
  const factor = 2 / (sums.window * (sums.window + 1));
  for (let i = 0; i < x.length; i++) out[i] += mt[i] * factor;
}
