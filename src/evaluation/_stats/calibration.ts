import { log, mean } from '../../core/math/index.ts';
import { binsOf, equalCountEdges, equalWidthEdges, tabulate } from './bins.ts';
import type { Bin } from './bins.ts';
import { pairs, ratio } from './sample.ts';

export type BinRule = 'equal_width' | 'equal_count';

/**
 * Quality of probabilities p in 0..1 against outcomes 0 or 1, and of a regression forecast against what came.
 * Rows with a NaN in either column are skipped. Lower is better for all three scores. NaN without rows.
 */

/** Brier score: mean((p - y)^2), 0..1. Source: Brier (1950). */
export function brier(p: Float64Array, y: Float64Array): number {
  const { a, b } = pairs(p, y);
  return mean(a.map((v, i) => (v - b[i]) * (v - b[i])));
}

/** Log loss: -mean(y ln p + (1 - y) ln(1 - p)) in nats; p is kept within 2^-52 of 0 and 1, so that it is finite. */
export function logLoss(p: Float64Array, y: Float64Array): number {
  const { a, b } = pairs(p, y);
  const eps = Number.EPSILON;
  const losses = a.map((v, i) => {
    const inside = Math.min(1 - eps, Math.max(eps, v));
    return -(b[i] * log(inside) + (1 - b[i]) * log(1 - inside));
  });
  return mean(losses);
}

/** Reliability table: mean p and share of 1s per bin, right-closed; bins without rows stay, with count 0. */
export function reliability(p: Float64Array, y: Float64Array, bins = 10, rule: BinRule = 'equal_width'): Bin[] {
  return table(p, y, { bins, rule, closed: 'right' });
}

/**
 * Expected calibration error: sum over bins of count / n x |mean p - share of 1s|, 0..1.
 * Equal-width bins are [i / bins, (i + 1) / bins), the usual reading, which matters where p sits on an edge (0.2 from an
 * isotonic step); equal-count bins are right-closed. Source: Naeini, Cooper and Hauskrecht (2015), AAAI.
 */
export function expectedCalibrationError(
  p: Float64Array,
  y: Float64Array,
  bins = 10,
  rule: BinRule = 'equal_width',
): number {
  const filled = table(p, y, { bins, rule, closed: rule === 'equal_width' ? 'left' : 'right' }).filter(
    (bin) => bin.count > 0,
  );
  const rows = filled.reduce((sum, bin) => sum + bin.count, 0);
  return ratio(
    filled.reduce((sum, bin) => sum + bin.count * Math.abs(bin.predicted - bin.realised), 0),
    rows,
  );
}

function table(
  p: Float64Array,
  y: Float64Array,
  { bins, rule, closed }: { bins: number; rule: BinRule; closed: 'right' | 'left' },
): Bin[] {
  const { a, b } = pairs(p, y);
  const edges = rule === 'equal_width' ? equalWidthEdges(bins) : equalCountEdges(a, bins);
  return tabulate(a, b, { bin: binsOf(a, edges, closed), bins, edges });
}

export interface RegressionCalibration {
  /** Equal-count bins of the forecast. */
  readonly bins: Bin[];
  /** Least squares of realised on predicted: a calibrated forecast has slope 1, intercept 0. */
  readonly slope: number;
  /** In the unit of the outcome. */
  readonly intercept: number;
  readonly samples: number;
}

/** Forecast against outcome, both in the same unit (bps, say). NaN slope for a constant forecast. */
export function regressionCalibration(
  predicted: Float64Array,
  realised: Float64Array,
  bins = 10,
): RegressionCalibration {
  const { a, b } = pairs(predicted, realised);
  const edges = equalCountEdges(a, bins);
  const xMean = mean(a);
  const yMean = mean(b);
  let xx = 0;
  let xy = 0;
  for (let i = 0; i < a.length; i++) {
    xx += (a[i] - xMean) * (a[i] - xMean);
    xy += (a[i] - xMean) * (b[i] - yMean);
  }
  const slope = ratio(xy, xx);
  const rows = tabulate(a, b, { bin: binsOf(a, edges), bins, edges });
  return { bins: rows, slope, intercept: yMean - slope * xMean, samples: a.length };
}
