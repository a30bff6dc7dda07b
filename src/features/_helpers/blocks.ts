/**
 * Sums over a sliding window without a running total that drifts. Bars are cut into blocks of one window's length,
 * aligned to the absolute bar index. A window that ends in a block is the tail of the block before (its sum is kept
 * for each tail) and the head of the current one (a sum that grows): two additions per bar, and bits that depend on
 * the window's rows only.
 *
 * Rows are measured from the current block's first row, which lies in each of the block's windows. Hence a flat window
 * sums to exact zeros, and the cancellation in S2 - S1^2 / n loses at most a factor n + 1, whatever the level.
 *
 * Rows before the start count as NaN, so warming up needs no counter; a NaN reaches the windows that hold it and no
 * other.
 */
export interface BlockSums {
  readonly window: number;
  /** Measured from the block's first row, or from 0. */
  readonly centred: boolean;
  /** Position of the next bar in its block. */
  at: number;
  reference: number;
  /** Rows of the current block; beyond `at`, of the one before. */
  readonly rows: Float64Array;
  /** tails[k][p] = sum over rows p + 1 .. window - 1 of the block before, to the power k + 1. */
  readonly tails: readonly Float64Array[];
  readonly heads: Float64Array;
}

/** Position of an absolute bar index in its block. */
export function positionIn(window: number, index: number): number {
  return ((index % window) + window) % window;
}

/** Sums of the powers 1 .. `order` (1, 2 or 4); `centred: false` sums the plain rows (order 1). */
export function blockSums(window: number, origin: number, order: 1 | 2 | 4 = 1, centred = true): BlockSums {
  return {
    window,
    centred,
    at: positionIn(window, origin),
    reference: NaN,
    rows: new Float64Array(window).fill(NaN),
    tails: Array.from({ length: order }, () => new Float64Array(window).fill(NaN)),
    heads: new Float64Array(order).fill(NaN),
  };
}

/** Starts a block: the rows of the one before become tails. */
function turn(sums: BlockSums, first: number): void {
  const { window, rows, tails, heads } = sums;
  const reference = sums.centred ? first : 0;
  sums.reference = reference;
  heads.fill(0);
  const [tail1, tail2, tail3, tail4] = tails;
  let s1 = 0;
  if (tails.length === 1) {
    for (let p = window - 1; p >= 0; p--) {
      tail1[p] = s1;
      s1 += rows[p] - reference;
    }
    return;
  }
  let s2 = 0;
  if (tails.length === 2) {
    for (let p = window - 1; p >= 0; p--) {
      tail1[p] = s1;
      tail2[p] = s2;
      const d = rows[p] - reference;
      s1 += d;
      s2 += d * d;
    }
    return;
  }
  let s3 = 0;
  let s4 = 0;
  for (let p = window - 1; p >= 0; p--) {
    tail1[p] = s1;
    tail2[p] = s2;
    tail3[p] = s3;
    tail4[p] = s4;
    const d = rows[p] - reference;
    const dd = d * d;
    s1 += d;
    s2 += dd;
    s3 += dd * d;
    s4 += dd * dd;
  }
}

/** total[t] = sum of the window, for sums that are not centred. */
export function rollingSum(sums: BlockSums, x: Float64Array, total: Float64Array): void {
  const { window, rows, tails, heads } = sums;
  const tail = tails[0];
  for (let i = 0; i < x.length;) {
    let at = sums.at;
    if (at === 0) turn(sums, x[i]);
    const stop = Math.min(x.length, i + window - at);
    let head = heads[0];
    for (; i < stop; i++, at++) {
      const v = x[i];
      rows[at] = v;
      head += v;
      total[i] = tail[at] + head;
    }
    heads[0] = head;
    sums.at = at === window ? 0 : at;
  }
}

/** Windows up to this length are added up anew at each bar, which is faster than turning a block every few bars. */
const SHORT = 8;

/** `rows` are here the last rows in order of age; each window is measured from its oldest row. */
function shortMean({ window, rows }: BlockSums, x: Float64Array, mean: Float64Array): void {
  const all = new Float64Array(window - 1 + x.length);
  all.set(rows.subarray(1));
  all.set(x, window - 1);
  rows.set(all.subarray(all.length - window));
  const share = 1 / window;
  for (let i = 0; i < x.length; i++) {
    const reference = all[i];
    let sum = 0;
    for (let k = i + 1; k < i + window; k++) sum += all[k] - reference;
    mean[i] = reference + sum * share;
  }
}

/** mean[t] of the window; exact where it is flat. `mean` may be `x`. */
export function rollingMean(sums: BlockSums, x: Float64Array, mean: Float64Array): void {
  if (sums.window <= SHORT) return shortMean(sums, x, mean);
  const { window, rows, tails, heads } = sums;
  const tail = tails[0];
  const share = 1 / window;
  for (let i = 0; i < x.length;) {
    let at = sums.at;
    if (at === 0) turn(sums, x[i]);
    const stop = Math.min(x.length, i + window - at);
    const reference = sums.reference;
    let head = heads[0];
    for (; i < stop; i++, at++) {
      const v = x[i];
      rows[at] = v;
      head += v - reference;
      mean[i] = reference + (tail[at] + head) * share;
    }
    heads[0] = head;
    sums.at = at === window ? 0 : at;
  }
}

/** mean[t] and m2[t] = sum((x - mean)^2) of the window; m2 is exactly 0 where it is flat. */
export function rollingVariance(sums: BlockSums, x: Float64Array, mean: Float64Array, m2: Float64Array): void {
  const { window, rows, tails, heads } = sums;
  const [tail1, tail2] = tails;
  const share = 1 / window;
  for (let i = 0; i < x.length;) {
    let at = sums.at;
    if (at === 0) turn(sums, x[i]);
    const stop = Math.min(x.length, i + window - at);
    const reference = sums.reference;
    let head1 = heads[0];
    let head2 = heads[1];
    for (; i < stop; i++, at++) {
      const v = x[i];
      rows[at] = v;
      const d = v - reference;
      head1 += d;
      head2 += d * d;
      const s1 = tail1[at] + head1;
      const shift = s1 * share;
      mean[i] = reference + shift;
      m2[i] = Math.max(0, tail2[at] + head2 - s1 * shift);
    }
    heads[0] = head1;
    heads[1] = head2;
    sums.at = at === window ? 0 : at;
  }
}

/** Central power sums m2, m3, m4 of the window (not divided by its length). */
export function rollingFourth(sums: BlockSums, x: Float64Array, [m2, m3, m4]: readonly Float64Array[]): void {
  const { window, rows, tails, heads } = sums;
  const [tail1, tail2, tail3, tail4] = tails;
  for (let i = 0; i < x.length;) {
    let at = sums.at;
    if (at === 0) turn(sums, x[i]);
    const stop = Math.min(x.length, i + window - at);
    const reference = sums.reference;
    let [h1, h2, h3, h4] = heads;
    for (; i < stop; i++, at++) {
      const v = x[i];
      rows[at] = v;
      const d = v - reference;
      const dd = d * d;
      h1 += d;
      h2 += dd;
      h3 += dd * d;
      h4 += dd * dd;
      const s1 = tail1[at] + h1;
      const s2 = tail2[at] + h2;
      const s3 = tail3[at] + h3;
      const mu = s1 / window;
      m2[i] = Math.max(0, s2 - s1 * mu);
      m3[i] = s3 - 3 * mu * s2 + 2 * mu * mu * s1;
      m4[i] = Math.max(0, tail4[at] + h4 - 4 * mu * s3 + 6 * mu * mu * s2 - 3 * mu * mu * mu * s1);
    }
    heads[0] = h1;
    heads[1] = h2;
    heads[2] = h3;
    heads[3] = h4;
    sums.at = at === window ? 0 : at;
  }
}

/** Whether a window's spread is no more than the rounding of its rows. */
export function isFlat(m2: number, mean: number, window: number): boolean {
  const rounding = 4 * Number.EPSILON * mean;
  return m2 <= window * rounding * rounding;
}
