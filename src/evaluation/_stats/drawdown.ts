import { ratio } from './sample.ts';
import type { Curve } from './equity.ts';

/** `depth` <= 0 (fraction of the peak). Times are epoch ms; `recovery` is null while the peak is not regained. */
export interface Drawdown {
  readonly depth: number;
  readonly start: number;
  readonly trough: number;
  readonly recovery: number | null;
}

export interface UnderWater {
  /** Fraction of the curve's time span spent below an earlier peak. */
  readonly share: number;
  /** Longest spell from a peak to its recovery, or to the end of the curve. */
  readonly longest_ms: number;
}

/**
 * The deepest fall from a running peak: min over t of equity[t] / max(equity[..t]) - 1.
 *
 * In: a curve without NaN, equity > 0 at its peaks. Out: the first of equally deep ones, with the time of the (last
 * touch of the) peak, of the trough, and of the first point back at the peak. Undefined where equity never falls.
 */
export function maxDrawdown({ time, equity }: Curve): Drawdown | undefined {
  let peak = 0;
  let worst = { depth: 0, peak: 0, trough: 0 };
  for (let i = 1; i < equity.length; i++) {
    if (equity[i] >= equity[peak]) peak = i;
    const depth = ratio(equity[i], equity[peak]) - 1;
    if (depth < worst.depth) worst = { depth, peak, trough: i };
  }
  if (worst.depth === 0) return undefined;
  const back = equity.findIndex((value, i) => i > worst.trough && value >= equity[worst.peak]);
  return {
    depth: worst.depth,
    start: time[worst.peak],
    trough: time[worst.trough],
    recovery: back < 0 ? null : time[back],
  };
}

/** The depth of maxDrawdown alone, 0 where equity never falls. */
export function maxDepth(equity: Float64Array): number {
  let peak = equity[0];
  let lowest = equity[0];
  let depth = 0;
  for (let i = 1; i < equity.length; i++) {
    const value = equity[i];
    if (value >= peak) {
      peak = value;
      lowest = value;
    } else if (value < lowest) {
      lowest = value;
      depth = Math.min(depth, ratio(value, peak) - 1);
    }
  }
  return depth;
}

/** Time below an earlier peak: a spell runs from the last touch of the peak to the first point back at it. */
export function timeUnderWater({ time, equity }: Curve): UnderWater {
  let peak = 0;
  let under = 0;
  let longest = 0;
  for (let i = 1; i <= equity.length; i++) {
    const over = i === equity.length;
    if (!over && equity[i] < equity[peak]) continue;
    const end = over ? i - 1 : i;
    const spell = end - peak > 1 || (over && end > peak) ? time[end] - time[peak] : 0;
    under += spell;
    longest = Math.max(longest, spell);
    peak = i;
  }
  return { share: ratio(under, time[time.length - 1] - time[0]), longest_ms: longest };
}
